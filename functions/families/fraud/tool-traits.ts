export const READ_SCOPE = ['fraud:read'];
export const SCAN_SCOPE = ['fraud:write'];
/** Scope for decisions on the transactions of others, in addition to `users:act`. */
export const REVIEW_SCOPE = ['fraud:review'];

/** Two scans of one customer write the same profile, so the later one is retried soon. */
export const SOON_AGAIN = { maxAttempts: 6, initialDelayMs: 40, maxDelayMs: 800, multiplier: 2 };

/** Details of a transaction that logs must not show: its parties and place. */
export const PERSONAL = ['payee_id', 'device_id', 'card_fingerprint', 'address', 'latitude', 'longitude'].map(
  (name) => `transaction_data.${name}`,
);
