export const READ_SCOPE = ['fraud:read'];
export const SCAN_SCOPE = ['fraud:write'];
/** Deciding on flagged transactions of others: a scope of its own, beside `users:act`. */
export const REVIEW_SCOPE = ['fraud:review'];

/** Writes of two scans of one customer meet at the customer's profile: the later one is done again. */
export const SOON_AGAIN = { maxAttempts: 6, initialDelayMs: 40, maxDelayMs: 800, multiplier: 2 };

/** Who reads a transaction's details in logs is not to learn whom it paid, from where. */
export const PERSONAL = ['payee_id', 'device_id', 'latitude', 'longitude'].map((name) => `transaction_data.${name}`);
