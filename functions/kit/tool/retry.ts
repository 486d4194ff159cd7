import type { RetryStrategy } from '../../../schemas/tool-definition.ts';

/** For a tool whose call is sent once: the platform never tries it again by itself. */
export const NO_RETRY: RetryStrategy = { maxAttempts: 1, initialDelayMs: 1, maxDelayMs: 1, multiplier: 1 };
