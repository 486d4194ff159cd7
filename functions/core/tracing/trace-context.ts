import { randomBytes, randomFillSync } from 'node:crypto';

/** A position in a trace (W3C Trace Context, level 1). */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The parent span, 16 hexadecimal digits; absent if the trace begins here. */
  readonly parentId?: string;
  /** Whether the spans of this trace are kept; the system that began the trace decides it. */
  readonly sampled: boolean;
  /** State of other tracing systems, passed on unchanged. */
  readonly tracestate?: string;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;
/** Section 3.3.1.3: up to 32 members of printable ASCII. A state of more than 512 characters need not be passed on. */
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;

/**
 * The trace context of a message. A context of another form is ignored (section 3.2.3), so it reaches no log or
 * request.
 *
 * @param carrier `_meta` of a message (SEP-414 of MCP defines the keys), or the context of an invocation
 */
export function traceContextIn(carrier: unknown): TraceContext | undefined {
  const { traceparent, tracestate } = Object(carrier) as { traceparent?: unknown; tracestate?: unknown };
  if (typeof traceparent !== 'string') return undefined;
  const [, traceId, parentId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || parentId === undefined || flags === undefined) return undefined;
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1, tracestate: validState(tracestate) };
}

function validState(tracestate: unknown): string | undefined {
  const valid = typeof tracestate === 'string' && TRACESTATE.test(tracestate) && tracestate.split(',').length <= 32;
  return valid ? tracestate : undefined;
}

/**
 * The trace of X-Ray for this invocation, from `_X_AMZN_TRACE_ID` or a header `X-Amzn-Trace-Id`. Its root without
 * version and dashes is a W3C trace id, so both systems use the same one.
 */
export function traceContextOfXRay(header: string | undefined): TraceContext | undefined {
  const [, time, random] = /(?:^|;)Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/.exec(header ?? '') ?? [];
  if (time === undefined || random === undefined) return undefined;
  const [, parentId] = /(?:^|;)Parent=([0-9a-f]{16})(?:;|$)/.exec(header ?? '') ?? [];
  return {
    traceId: `${time}${random}`,
    parentId,
    sampled: !/(?:^|;)Sampled=0(?:;|$)/.test(header ?? ''),
  };
}

/** A new trace whose spans are kept. */
export function newTraceContext(): TraceContext {
  return { traceId: randomBytes(16).toString('hex'), sampled: true };
}

const ID_BYTES = 8;
/** Random bytes for many ids, since requesting eight bytes at a time costs several times as much. */
const pool = Buffer.alloc(512 * ID_BYTES);
let used = pool.length;

export function newSpanId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += ID_BYTES;
  return pool.toString('hex', used - ID_BYTES, used);
}

/** The value of `traceparent` for a call that a span makes. */
export function traceparentOf({ traceId, sampled }: TraceContext, spanId: string): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}
