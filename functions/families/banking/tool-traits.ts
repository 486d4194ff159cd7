export const CHANGES_ONCE = { readOnly: false, destructive: false, idempotent: true, openWorld: true };
/** A public token is good once, so a second exchange is no repeat of the first. */
export const LINKS_EACH_TIME = { readOnly: false, destructive: false, idempotent: false, openWorld: true };
export const ERASES = { readOnly: false, destructive: true, idempotent: true, openWorld: true };

/** Plaid bills refreshes and links, and nobody links by hand faster than this. */
export const BILLED_RATE = { perMinute: 10, perHour: 60, burst: 5 };

export const READ_SCOPE = ['banking:read'];
export const WRITE_SCOPE = ['banking:write'];
