import { AsyncLocalStorage } from 'node:async_hooks';
import type { ErrorCode } from '../../../schemas/errors.ts';
import { emfLine, type SplitDimension, writeLine } from '../logging/emf.ts';
import { METRICS, type MetricName } from '../logging/metric-names.ts';
import { isFault } from './faults.ts';
import { Span, type SpanFacts, type SpanRecord } from './span.ts';
import { newTraceContext, type TraceContext, traceContextOfXRay } from './trace-context.ts';

/** The most spans that one call keeps, so that a loop cannot fill the log. */
const MOST_SPANS = 100;

export interface RecordingStart {
  /** Name of the root span. It never holds a value of the caller. */
  readonly name: string;
  readonly correlationId: string;
  /** The caller's trace. Without it the trace of X-Ray is continued, or else a new one begins. */
  readonly parent?: TraceContext | undefined;
}

interface Active {
  readonly recording: Recording;
  readonly span: Span;
}

const active = new AsyncLocalStorage<Active>();
let cold = true;

/**
 * Metrics and spans of one call in one function. They are kept in memory and written at the end as one log line,
 * without a request to AWS. A failure of the recording never changes an answer.
 */
export class Recording {
  readonly trace: TraceContext;
  readonly correlationId: string;
  readonly root: Span;
  private readonly startedAt = Date.now();
  private readonly values = new Map<MetricName, number | number[]>();
  private readonly dimensions: Partial<Record<SplitDimension, string>> = {};
  private readonly spans: SpanRecord[] = [];
  private facts: SpanFacts = {};
  private ended = false;

  constructor({ name, correlationId, parent }: RecordingStart) {
    const xray = traceContextOfXRay(process.env._X_AMZN_TRACE_ID);
    this.trace = parent ?? xray ?? newTraceContext();
    this.correlationId = correlationId;
    this.root = new Span(name);
    // If the caller sent its own trace, this id leads to the one of X-Ray.
    if (xray && xray.traceId !== this.trace.traceId) this.facts.xray_trace_id = xray.traceId;
    this.add('Calls', 1);
    if (cold) this.add('ColdStart', 1);
    cold = false;
  }

  /** Runs work as part of this call. */
  run<Result>(work: () => Result): Result {
    return active.run({ recording: this, span: this.root }, work);
  }

  /** Adds a count or a duration; false if the call has ended. */
  add(metric: MetricName, value: number): boolean {
    if (this.ended) return false;
    const before = this.values.get(metric);
    if (METRICS[metric] === 'Count') this.values.set(metric, Number(before ?? 0) + value);
    else this.values.set(metric, [...(Array.isArray(before) ? before : []), value]);
    return true;
  }

  /** Adds ids by which the line can be found, and the family of the call. */
  describe({ family, ...facts }: SpanFacts & { family?: string }): void {
    if (family !== undefined) this.dimensions.family = family;
    this.facts = { ...this.facts, ...facts };
  }

  /** Records that the call ended with this error. Only the first error counts. */
  failed(code: ErrorCode): void {
    if (this.dimensions.code !== undefined) return;
    this.dimensions.code = code;
    this.add('Errors', 1);
    if (isFault(code)) this.add('Faults', 1);
  }

  /** Records that a guard refused the call; false if an inner guard has refused it already. */
  refused(guard: string): boolean {
    if (this.dimensions.guard !== undefined) return false;
    this.dimensions.guard = guard;
    return this.add('Refusals', 1);
  }

  keep(span: Span, outcome: string): void {
    if (this.ended || !this.trace.sampled || this.spans.length >= MOST_SPANS) return;
    this.spans.push(this.recordOf(span, outcome));
  }

  /** Writes the line, once. */
  end(): void {
    if (this.ended) return;
    try {
      const root = this.recordOf(this.root, this.dimensions.code ?? 'ok');
      this.add('LatencyMs', root.ms);
      this.ended = true;
      const { traceId, parentId, sampled } = this.trace;
      const properties = {
        message: 'call',
        correlation_id: this.correlationId,
        trace_id: traceId,
        span_id: root.id,
        ...this.facts,
        spans: sampled ? [{ ...root, parent: parentId }, ...this.spans] : undefined,
      };
      writeLine(emfLine({ at: this.startedAt, values: this.values, dimensions: this.dimensions, properties }));
    } catch {
      // A failure, such as a closed pipe, must not affect the call.
    }
  }

  private recordOf({ name, id, parent, startedAt, ms, facts }: Span, outcome: string): SpanRecord {
    return {
      name,
      id,
      parent: parent?.id,
      start: rounded(this.startedAt + startedAt - this.root.startedAt),
      ms: rounded(ms),
      outcome,
      facts: Object.keys(facts).length > 0 ? facts : undefined,
    };
  }
}

const rounded = (ms: number) => Math.round(ms * 100) / 100;

/** The recording of the call to which the running code belongs; undefined outside a call. */
export function currentRecording(): Recording | undefined {
  return active.getStore()?.recording;
}

/** Records that the running call is answered with this error. */
export function recordFailureCode(code: ErrorCode): void {
  currentRecording()?.failed(code);
}

/** The innermost span of the running code. */
export function currentSpan(): Span | undefined {
  return active.getStore()?.span;
}

/** Runs work inside a span of a recording. The caller decides whether to keep the span. */
export function within<Result>(recording: Recording, span: Span, work: () => Result): Result {
  return active.run({ recording, span }, work);
}
