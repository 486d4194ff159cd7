export const CHANGES_ONCE = { readOnly: false, destructive: false, idempotent: true, openWorld: true };
/** A public token can be used once, so a second exchange has another result than the first. */
export const LINKS_EACH_TIME = { readOnly: false, destructive: false, idempotent: false, openWorld: true };
export const ERASES = { readOnly: false, destructive: true, idempotent: true, openWorld: true };

/** Plaid bills refreshes and links; a person does not link banks faster than this by hand. */
export const BILLED_RATE = { perMinute: 10, perHour: 60, burst: 5 };

export const READ_SCOPE = ['banking:read'];
export const WRITE_SCOPE = ['banking:write'];
