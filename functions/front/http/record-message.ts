import { Recording } from '../../core/tracing/recording.ts';
import { traceContextIn } from '../../core/tracing/trace-context.ts';
import { METHODS, methodOf } from '../methods.ts';
import type { GatewayRequest } from './mcp-endpoint.ts';

/**
 * Records one message: its metrics, and its spans in the trace that its `_meta` names, or else its HTTP headers. The name
 * of an unlisted method is the caller's text and is not kept.
 */
export function recordMessage(
  { req, event }: Pick<GatewayRequest, 'req' | 'event'>,
  message: unknown,
  serve: () => Promise<Response>,
): Promise<Response> {
  const method = methodOf(message);
  const { params } = Object(message) as { params?: unknown };
  const recording = new Recording({
    name: method ?? 'unknown method',
    correlationId: event.requestContext.requestId,
    parent: traceContextIn(Object(params)._meta) ?? traceContextIn(headersOf(req)),
  });
  return recording.run(async () => {
    const response = await serve();
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (isStream && method !== undefined && METHODS[method].streams) return endingWith(response, recording);
    recording.end();
    return response;
  });
}

/** Ends the recording before the last chunk of the stream leaves: the instance may be frozen after that. */
function endingWith(response: Response, recording: Recording): Response {
  const body = response.body?.pipeThrough(
    new TransformStream({ flush: () => recording.end(), cancel: () => recording.end() }),
  );
  return new Response(body, response);
}

function headersOf({ headers }: Request) {
  return { traceparent: headers.get('traceparent'), tracestate: headers.get('tracestate') };
}
