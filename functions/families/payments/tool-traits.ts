/** Each call is a new payment; the platform recognises retries by the idempotency key. */
export const PAYS_EACH_TIME = { readOnly: false, destructive: true, idempotent: false, openWorld: true };
export const ADDS_EACH_TIME = { readOnly: false, destructive: false, idempotent: false, openWorld: true };
/** Answering a dispute twice in the same way is answering it once. */
export const DECIDES_DISPUTES = { readOnly: false, destructive: true, idempotent: true, openWorld: true };

/** A person does not pay faster than this by hand. */
export const MONEY_RATE = { perMinute: 20, perHour: 200, burst: 5 };

export const READ_SCOPE = ['payments:read'];
export const WRITE_SCOPE = ['payments:write'];
/** Refunds are up to the seller, so they need a separate scope. */
export const REFUND_SCOPE = ['payments:refund'];

/** A second payment just like the first is rare within two minutes, and a client that lost its connection is not. */
export const RETRY_SECONDS = 120;
