export const READ_SCOPE = ['api-keys:read'];
export const WRITE_SCOPE = ['api-keys:write'];

/** A call without an answer may have been carried out; the list of keys shows it. */
export const CHECK_WITH = 'the resource api-keys://me';

/** Keys are few and long-lived; dozens in an hour are a fault or an attack. */
export const RATE_LIMIT = { perMinute: 10, perHour: 60, burst: 5 };

/** The gateway caches the authorizer's answer for 60 seconds, so a changed key may work as before for as long. */
export const EFFECTIVE_WITHIN_SECONDS = 60;

export const nowSeconds = () => Math.floor(Date.now() / 1000);

/** A later change of a key ends the record of the call that made it. */
export const API_KEY = { name: 'api-key', paths: ['key_id'] };
