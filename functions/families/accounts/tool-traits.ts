export const READ_SCOPE = ['accounts:read'];
export const WRITE_SCOPE = ['accounts:write'];
export const SIGN_IN_SCOPE = ['accounts:sign-in'];

/** Each sign-in is a call of its own: the platform never retries one, and never answers one from a record. */
export const SIGNS_IN = {
  annotations: { readOnly: false, destructive: false, idempotent: false, openWorld: false },
  retry: { maxAttempts: 1, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1 },
  reissueWindowSeconds: 0,
  requiredScopes: SIGN_IN_SCOPE,
  timeoutMs: 15_000,
};

/** Slows down the guessing of passwords before the user pool locks the account. */
export const SIGN_IN_RATE = { perMinute: 10, perHour: 60, burst: 5 };
