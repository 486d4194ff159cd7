export const READ_SCOPE = ['api-keys:read'];
export const WRITE_SCOPE = ['api-keys:write'];

/** A call of which no answer came may have been done: the list of keys shows it. */
export const CHECK_WITH = 'the resource api-keys://me';

/** Keys are few and last: whoever makes dozens an hour is a fault or a thief. */
export const RATE_LIMIT = { perMinute: 10, perHour: 60, burst: 5 };

/** Seconds that the gateway keeps the authorizer's answer at most: so long a key works on after it was changed. */
export const EFFECTIVE_WITHIN_SECONDS = 60;

export const nowSeconds = () => Math.floor(Date.now() / 1000);
