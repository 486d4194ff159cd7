/** An order placed twice is two orders; that it is the same call is the platform's to recognise. */
export const TRADES_EACH_TIME = { readOnly: false, destructive: true, idempotent: false, openWorld: true };
/** An order that is cancelled stays so, however often it is asked for. */
export const CANCELS = { readOnly: false, destructive: true, idempotent: true, openWorld: true };
export const READ_ONLY = { readOnly: true, destructive: false, idempotent: true, openWorld: true };

/** Below the 200 requests a minute that Alpaca lets one account make. */
export const TRADE_RATE = { perMinute: 20, perHour: 300, burst: 5 };

export const READ_SCOPE = ['investments:read'];
export const TRADE_SCOPE = ['investments:trade'];
/** Needed beside `investments:trade` where the account is a live one. */
export const LIVE_SCOPE = 'investments:live';
