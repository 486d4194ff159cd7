import { withoutUndefined } from '../json/without-undefined.ts';
import { currentRecording, currentSpan } from './recording.ts';
import { traceparentOf } from './trace-context.ts';

/** Trace context as it stands in `_meta`, in an invocation and in headers. */
export interface TraceKeys {
  traceparent?: string;
  tracestate?: string;
}

/**
 * What whoever is called from here is told of the trace: the running span as its parent. Outside of a recorded call it
 * is what came in. Baggage is never handed on: it may hold anything, about anybody.
 */
export function outgoingTrace({ traceparent, tracestate }: TraceKeys): TraceKeys {
  const recording = currentRecording();
  const span = currentSpan();
  const parent = recording && span ? traceparentOf(recording.trace, span.id) : traceparent;
  const state = recording ? recording.trace.tracestate : tracestate;
  return parent === undefined ? {} : withoutUndefined({ traceparent: parent, tracestate: state });
}
