import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newSpanId, newTraceContext, traceContextIn, traceContextOfXRay, traceparentOf } from './trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('the trace in a message', () => {
  it('is read with its flag and its state', () => {
    expect(traceContextIn({ traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'a=1,b=2' })).toEqual({
      traceId: TRACE,
      parentId: SPAN,
      sampled: true,
      tracestate: 'a=1,b=2',
    });
    expect(traceContextIn({ traceparent: `00-${TRACE}-${SPAN}-02` })?.sampled).toBe(false);
  });

  it.each([
    ['nothing', undefined],
    ['a number', 7],
    ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['an invalid version', `ff-${TRACE}-${SPAN}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['more behind it', `00-${TRACE}-${SPAN}-01-more`],
    ['a line break', `00-${TRACE}-${SPAN}-01\n`],
  ])('is ignored if it has %s', (_, traceparent) => {
    expect(traceContextIn({ traceparent })).toBeUndefined();
  });

  it.each(['', 'a=1\r\nx-evil: 1', 'a'.repeat(513), Array.from({ length: 33 }, (_, at) => `a${at}=1`).join(), 7])(
    'has no state if its tracestate is %j',
    (tracestate) => {
      const trace = traceContextIn({ traceparent: `00-${TRACE}-${SPAN}-01`, tracestate });
      expect(trace).toEqual({ traceId: TRACE, parentId: SPAN, sampled: true, tracestate: undefined });
    },
  );

  it('keeps its trace id and flag when a message passes it on', () => {
    fc.assert(
      fc.property(fc.boolean(), (sampled) => {
        const trace = { ...newTraceContext(), sampled };
        const parentId = newSpanId();
        expect(traceContextIn({ traceparent: traceparentOf(trace, parentId) })).toEqual({ ...trace, parentId });
      }),
    );
  });
});

describe("X-Ray's trace of an invocation", () => {
  it('is the same trace in the form of W3C', () => {
    expect(traceContextOfXRay(`Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=${SPAN};Sampled=0`)).toEqual({
      traceId: TRACE,
      parentId: SPAN,
      sampled: false,
    });
  });

  it('is kept if X-Ray has not decided', () => {
    expect(traceContextOfXRay(`Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)}`)).toEqual({
      traceId: TRACE,
      sampled: true,
    });
  });

  it.each([undefined, '', 'Self=1', 'Root=2-00000000-000000000000000000000000'])(
    'is undefined if the header is %j',
    (header) => {
      expect(traceContextOfXRay(header)).toBeUndefined();
    },
  );
});
