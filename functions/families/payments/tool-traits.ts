/** Asking each time: a payment made twice is two payments, and a repeat is the platform's to recognise. */
export const PAYS_EACH_TIME = { readOnly: false, destructive: true, idempotent: false, openWorld: true };
export const ADDS_EACH_TIME = { readOnly: false, destructive: false, idempotent: false, openWorld: true };

/** Nobody pays by hand faster than this. */
export const MONEY_RATE = { perMinute: 20, perHour: 200, burst: 5 };

export const READ_SCOPE = ['payments:read'];
export const WRITE_SCOPE = ['payments:write'];
/** Refunds are the seller's to give: a scope of their own. */
export const REFUND_SCOPE = ['payments:refund'];
