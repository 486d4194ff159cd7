import { withoutUndefined } from '../json/without-undefined.ts';
import { currentRecording, currentSpan } from './recording.ts';
import { traceparentOf } from './trace-context.ts';

/** Trace context as `_meta`, invocations and headers carry it. */
export interface TraceKeys {
  traceparent?: string;
  tracestate?: string;
}

/**
 * The trace context to pass on with an outgoing call: the running span is its parent. Outside a recorded call it is the
 * incoming context. Baggage is never passed on, since it may hold personal data.
 */
export function outgoingTrace({ traceparent, tracestate }: TraceKeys): TraceKeys {
  const recording = currentRecording();
  const span = currentSpan();
  const parent = recording && span ? traceparentOf(recording.trace, span.id) : traceparent;
  const state = recording ? recording.trace.tracestate : tracestate;
  return parent === undefined ? {} : withoutUndefined({ traceparent: parent, tracestate: state });
}
