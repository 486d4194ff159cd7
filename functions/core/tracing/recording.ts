import { AsyncLocalStorage } from 'node:async_hooks';
import type { ErrorCode } from '../../../schemas/errors.ts';
import { emfLine, type SplitDimension, writeLine } from '../logging/emf.ts';
import { METRICS, type MetricName } from '../logging/metric-names.ts';
import { isFault } from './faults.ts';
import { Span, type SpanFacts, type SpanRecord } from './span.ts';
import { newTraceContext, type TraceContext, traceContextOfXRay } from './trace-context.ts';

/** Spans of one call that are kept; a loop must not fill the log. */
const MOST_SPANS = 100;

export interface RecordingStart {
  /** Name of the root span: a word of ours, never one of the caller's. */
  readonly name: string;
  readonly correlationId: string;
  /** The trace that the caller is in; else X-Ray's is continued, else one begins. */
  readonly parent?: TraceContext | undefined;
}

interface Active {
  readonly recording: Recording;
  readonly span: Span;
}

const active = new AsyncLocalStorage<Active>();
let cold = true;

/**
 * Metrics and spans of one call in one function. They are kept in memory and written at its end as one log line, so that
 * they cost no AWS call; nothing that goes wrong here ever changes an answer.
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
    // Where the caller brought a trace of its own, this is the way to X-Ray's.
    if (xray && xray.traceId !== this.trace.traceId) this.facts.xray_trace_id = xray.traceId;
    this.add('Calls', 1);
    if (cold) this.add('ColdStart', 1);
    cold = false;
  }

  /** Runs work as part of this call. */
  run<Result>(work: () => Result): Result {
    return active.run({ recording: this, span: this.root }, work);
  }

  /** Counts, or adds a duration. After the end it is too late: answers false. */
  add(metric: MetricName, value: number): boolean {
    if (this.ended) return false;
    const before = this.values.get(metric);
    if (METRICS[metric] === 'Count') this.values.set(metric, Number(before ?? 0) + value);
    else this.values.set(metric, [...(Array.isArray(before) ? before : []), value]);
    return true;
  }

  /** Ids that the line is found by, and the family that the call is for. */
  describe({ family, ...facts }: SpanFacts & { family?: string }): void {
    if (family !== undefined) this.dimensions.family = family;
    this.facts = { ...this.facts, ...facts };
  }

  /** The call ended with this error; of several the first counts. */
  failed(code: ErrorCode): void {
    if (this.dimensions.code !== undefined) return;
    this.dimensions.code = code;
    this.add('Errors', 1);
    if (isFault(code)) this.add('Faults', 1);
  }

  /** A guard refused the call. Answers false where another has done so: its refusal passes through those around it. */
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
      // A closed pipe, say: the call matters more than what is known of it.
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

/** The call that the running code is part of; undefined outside of one. */
export function currentRecording(): Recording | undefined {
  return active.getStore()?.recording;
}

/** The running call is answered with this error. */
export function recordFailureCode(code: ErrorCode): void {
  currentRecording()?.failed(code);
}

/** The innermost span of the running code. */
export function currentSpan(): Span | undefined {
  return active.getStore()?.span;
}

/** Runs work inside a span of the current recording; whether to keep the span is up to the caller. */
export function within<Result>(recording: Recording, span: Span, work: () => Result): Result {
  return active.run({ recording, span }, work);
}
