/** Each call is a new contract; the platform recognises retries by the idempotency key. */
export const CHANGES_EACH_TIME = { readOnly: false, destructive: true, idempotent: false, openWorld: true };

/** A person does not subscribe faster than this by hand. */
export const CONTRACT_RATE = { perMinute: 10, perHour: 60, burst: 3 };

export const READ_SCOPE = ['billing:read'];
export const WRITE_SCOPE = ['billing:write'];
/** Tokens outlive a sign-in, so making them needs a separate scope. */
export const TOKENS_SCOPE = ['billing:tokens'];

/** A person has one subscription here: a later change of it ends the record of an earlier one. */
export const SUBSCRIPTION = { name: 'subscription', paths: ['user_id'] };
