/** Accepted difference between an issuer's clock and ours, for all times of a token. */
export const CLOCK_TOLERANCE_SECONDS = 60;
