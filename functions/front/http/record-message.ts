import { Recording } from '../../core/tracing/recording.ts';
import { traceContextIn } from '../../core/tracing/trace-context.ts';
import type { HttpExchange } from './mcp-endpoint.ts';

/** Methods whose answer may come at the end of a stream: until then they are not over. */
const CALLS = new Set(['tools/call', 'resources/read', 'prompts/get', 'completion/complete']);
const OTHERS = new Set([
  'initialize',
  'ping',
  'server/discover',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'resources/subscribe',
  'resources/unsubscribe',
  'prompts/list',
  'logging/setLevel',
  'subscriptions/listen',
  'notifications/initialized',
  'notifications/cancelled',
]);

/**
 * Records one message: its metrics, and its spans in the trace that its `_meta` names, else its HTTP headers. A name that
 * the protocol does not know is the caller's text and is not kept.
 */
export function recordMessage(
  { req, event }: Pick<HttpExchange, 'req' | 'event'>,
  message: unknown,
  serve: () => Promise<Response>,
): Promise<Response> {
  const { method, params } = Object(message) as { method?: unknown; params?: unknown };
  const known = typeof method === 'string' && (CALLS.has(method) || OTHERS.has(method));
  const recording = new Recording({
    name: known ? method : 'unknown method',
    correlationId: event.requestContext.requestId,
    parent: traceContextIn(Object(params)._meta) ?? traceContextIn(headersOf(req)),
  });
  return recording.run(async () => {
    const response = await serve();
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (isStream && CALLS.has(recording.root.name)) return endingWith(response, recording);
    recording.end();
    return response;
  });
}

/** Ends the recording with the stream, before the last of it leaves: what comes later may never be written. */
function endingWith(response: Response, recording: Recording): Response {
  const body = response.body?.pipeThrough(
    new TransformStream({ flush: () => recording.end(), cancel: () => recording.end() }),
  );
  return new Response(body, response);
}

function headersOf({ headers }: Request) {
  return { traceparent: headers.get('traceparent'), tracestate: headers.get('tracestate') };
}
