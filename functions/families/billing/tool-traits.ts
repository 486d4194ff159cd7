/** Each of these is a contract with somebody: a repeat is the platform's to recognise. */
export const CHANGES_EACH_TIME = { readOnly: false, destructive: true, idempotent: false, openWorld: true };

/** Nobody subscribes by hand faster than this. */
export const CONTRACT_RATE = { perMinute: 10, perHour: 60, burst: 3 };

export const READ_SCOPE = ['billing:read'];
export const WRITE_SCOPE = ['billing:write'];
/** Tokens outlive a sign-in, so that a scope of its own lets them be made. */
export const TOKENS_SCOPE = ['billing:tokens'];
