/** Clocks of issuers may be this far off; the same holds wherever a token's times are looked at. */
export const CLOCK_TOLERANCE_SECONDS = 60;
