import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { outcomeOf } from '../../core/tracing/in-span.ts';
import { outgoingTrace } from '../../core/tracing/outgoing-trace.ts';
import { currentRecording, currentSpan, type Recording, within } from '../../core/tracing/recording.ts';
import { Span } from '../../core/tracing/span.ts';

/** Requests of SDKs that have not ended, with their spans. */
const underWay = new WeakMap<ClientRequest, { recording: Recording; span: Span }>();
let listening = false;

/**
 * Records a request that an SDK sends through an agent, as providerRequest does for `fetch`, and adds the trace
 * headers. Has to be called within its call and before its headers are sent; Node's diagnostics channels report how it
 * ends.
 */
export function recordAgentRequest(request: ClientRequest, host: string): void {
  const recording = currentRecording();
  if (!recording) return;
  listen();
  const span = new Span(`${request.method} ${host}`, currentSpan());
  if (!request.headersSent) {
    const headers = within(recording, span, () => outgoingTrace({}));
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
  }
  recording.add('ProviderCalls', 1);
  underWay.set(request, { recording, span });
}

function listen(): void {
  if (listening) return;
  listening = true;
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    ended(request, { status: response.statusCode ?? 0 });
  });
  subscribe('http.client.request.error', (message) => {
    const { request, error } = message as { request: ClientRequest; error: Error };
    ended(request, { error });
  });
}

function ended(request: ClientRequest, how: { status: number } | { error: Error }): void {
  const { recording, span } = underWay.get(request) ?? {};
  if (!recording || !span) return;
  underWay.delete(request);
  span.end();
  if ('status' in how) span.facts.status = how.status;
  if ('error' in how || how.status >= 500) recording.add('ProviderErrors', 1);
  recording.add('ProviderLatencyMs', Math.round(span.ms));
  recording.keep(span, 'error' in how ? outcomeOf(how.error) : 'ok');
}
