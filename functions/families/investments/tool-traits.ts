/** Each call places a new order; the platform recognises retries by the idempotency key. */
export const TRADES_EACH_TIME = { readOnly: false, destructive: true, idempotent: false, openWorld: true };
/** Cancelling an order twice has the same result as cancelling it once. */
export const CANCELS = { readOnly: false, destructive: true, idempotent: true, openWorld: true };
export const READ_ONLY = { readOnly: true, destructive: false, idempotent: true, openWorld: true };

/** Below the 200 requests a minute that Alpaca allows an account. */
export const TRADE_RATE = { perMinute: 20, perHour: 300, burst: 5 };

export const READ_SCOPE = ['investments:read'];
export const TRADE_SCOPE = ['investments:trade'];
/** Needed in addition to `investments:trade` for a live account. */
export const LIVE_SCOPE = 'investments:live';

/** Position that an order changes: a later order for it, or the end of one, ends the record of an earlier order. */
export const POSITION = { name: 'position', paths: ['user_id', 'symbol'] };
/** A second order just like the first is usual within minutes, so only a broken connection counts as a retry. */
export const RETRY_SECONDS = 10;
