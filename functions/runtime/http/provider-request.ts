import { count } from '../logging/metrics.ts';
import { inSpan } from '../tracing/in-span.ts';

/** Records one request to a provider, by method and host alone: paths and queries hold what callers sent. */
export function providerRequest(
  { method, host }: { method: string; host: string },
  send: () => Promise<Response>,
): Promise<Response> {
  const startedAt = performance.now();
  return inSpan(`${method} ${host}`, async (span) => {
    count('ProviderCalls');
    try {
      const response = await send();
      if (span) span.facts.status = response.status;
      if (response.status >= 500) count('ProviderErrors');
      return response;
    } catch (thrown) {
      count('ProviderErrors');
      throw thrown;
    } finally {
      count('ProviderLatencyMs', Math.round(performance.now() - startedAt));
    }
  });
}
