import { inSpan } from '../tracing/in-span.ts';
import { currentRecording } from '../tracing/recording.ts';

/** Records one request to a provider, by method and host only, since paths and queries may hold values of callers. */
export async function providerRequest(
  { method, host }: { method: string; host: string },
  send: () => Promise<Response>,
): Promise<Response> {
  const recording = currentRecording();
  if (!recording) return send();
  const startedAt = performance.now();
  recording.add('ProviderCalls', 1);
  try {
    const response = await inSpan(`${method} ${host}`, async (span) => {
      const answer = await send();
      if (span) span.facts.status = answer.status;
      return answer;
    });
    if (response.status >= 500) recording.add('ProviderErrors', 1);
    return response;
  } catch (thrown) {
    recording.add('ProviderErrors', 1);
    throw thrown;
  } finally {
    recording.add('ProviderLatencyMs', Math.round(performance.now() - startedAt));
  }
}
