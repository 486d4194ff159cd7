import { ManifoldError } from '../../../../functions/core/errors/manifold-error.ts';
import type { Call } from '../../../../functions/kit/tool/call.ts';

/** One request to the benchmark's provider, which answers after so many milliseconds, or fails. */
export async function askProvider(call: Call, { key, waitMs }: { key: string; waitMs: number }) {
  const url = `${call.setting('PROVIDER_URL')}records/${encodeURIComponent(key)}?waitMs=${waitMs}`;
  const answer = await call.fetch(url, { signal: call.signal }).catch((cause: unknown) => {
    throw new ManifoldError('E4001', 'The provider broke off.', { cause, retryable: true });
  });
  if (!answer.ok) throw new ManifoldError('E4001', `The provider answered ${answer.status}.`, { retryable: true });
  return (await answer.json()) as { record: string };
}

/** Settings of the benchmark's tools; the times between retries suit a provider that answers in milliseconds. */
export const BENCH = {
  version: '1.0.0',
  category: 'bench',
  subcategory: 'bench',
  retry: { maxAttempts: 3, initialDelayMs: 20, maxDelayMs: 200, multiplier: 2 },
};
