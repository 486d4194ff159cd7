import { describe, expect, it } from '@jest/globals';
import { readLog } from './call-lines.ts';
import { printTrace } from './print-tree.ts';
import { type Selection, selectTraces } from './trace-tree.ts';
import { waterfall } from './waterfall.ts';

const AT = Date.parse('2026-11-21T09:00:00.000Z');
const [FIRST, SECOND] = ['11111111-2222-4333-8444-555555555555', '99999999-2222-4333-8444-555555555555'];

interface Line {
  service: string;
  correlation: string;
  trace: string;
  spans: Record<string, unknown>[];
}
const call = ({ service, correlation, trace, spans }: Line) =>
  `2026-11-21T09:00:01.000Z function a-function ${JSON.stringify({
    _aws: {},
    service,
    correlation_id: correlation,
    trace_id: trace,
    tool: 'verify_pan',
    spans,
  })}`;
const span = (name: string, id: string, more: Record<string, unknown> = {}) => ({
  name,
  id,
  start: AT + 5,
  ms: 20,
  outcome: 'ok',
  ...more,
});

const LOG = [
  '2026-11-21T09:00:00.000Z cloud cloud something else',
  call({
    service: 'family-kyc',
    correlation: FIRST,
    trace: 't1',
    spans: [
      span('tool', 'f', { parent: 'i', start: AT + 8, ms: 15 }),
      span('POST provider.example', 'p', {
        parent: 'f',
        start: AT + 9,
        ms: 5,
        facts: { status: 503 },
        outcome: 'E4005',
      }),
    ],
  }),
  call({
    service: 'front',
    correlation: FIRST,
    trace: 't1',
    spans: [
      span('tools/call', 'r', { parent: 'the-caller' }),
      span('invoke kyc', 'i', { parent: 'r', start: AT + 7, ms: 17 }),
      span('dynamodb GetItem', 'g', { parent: 'r', start: AT + 6, ms: 1, facts: { table: 'registry' } }),
    ],
  }),
  call({
    service: 'authorizer',
    correlation: FIRST,
    trace: 'x1',
    spans: [span('authorize', 'a', { start: AT + 1, ms: 3 })],
  }),
  `2026-11-21T09:00:00.030Z access api POST /mcp 200 30.0 ms ${FIRST}`,
  call({
    service: 'front',
    correlation: SECOND,
    trace: 't2',
    spans: [span('tools/<list>', 's', { start: AT + 90, ms: 4 })],
  }),
  '2026-11-21T09:00:02.000Z function a-function {"_aws": {"broken',
].join('\n');

const select = (more: Partial<Selection> = {}) => selectTraces(readLog(LOG), { last: 10, order: 'newest', ...more });

describe('npm run traces', () => {
  it('prints the spans of all functions as trees below the gateway', () => {
    const [trace] = select();
    expect(trace).toMatchObject({ correlationId: FIRST, ms: 30, traceIds: ['t1', 'x1'] });
    const shape = (node: { name: string; children: unknown[] }): unknown => [
      node.name,
      ...(node.children as (typeof node)[]).map(shape),
    ];
    expect(trace?.roots.map(shape)).toEqual([
      [
        'POST /mcp 200',
        ['authorize verify_pan'],
        [
          'tools/call verify_pan',
          ['dynamodb GetItem registry'],
          ['invoke kyc', ['tool verify_pan', ['POST provider.example 503']]],
        ],
      ],
    ]);
  });

  it.each([
    ['the newest last', {}, [FIRST, SECOND]],
    ['the slowest first', { order: 'slowest' as const, last: 1 }, [FIRST]],
    ['only the number that --last names', { last: 1 }, [SECOND]],
    ['by correlation id', { id: SECOND }, [SECOND]],
    ['by trace id', { id: 'x1' }, [FIRST]],
  ])('selects requests: %s', (_, more, expected) => {
    expect(select(more).map(({ correlationId }) => correlationId)).toEqual(expected);
  });

  it('prints each span with a bar at its time, and the outcome of a span that failed', () => {
    const [trace] = select();
    const lines = trace ? printTrace(trace).split('\n') : [];
    expect(lines[0]).toBe(`2026-11-21T09:00:00.000Z  30.0 ms  correlation ${FIRST}  trace t1, x1`);
    expect(lines.map((line) => line.replace(/\s+/g, ' '))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^gateway: POST \/mcp 200 30\.0 █{32}$/),
        expect.stringMatching(/^├ authorizer: authorize verify_pan 3\.0 █+$/),
        expect.stringMatching(/^└ front: tools\/call verify_pan 20\.0 █+$/),
        expect.stringMatching(/POST provider\.example 503 5\.0 █+ E4005$/),
      ]),
    );
  });

  it('draws names as text that cannot become markup', () => {
    const picture = waterfall(select());
    expect(picture).toMatch(/^<svg [^>]*>/);
    expect(picture.match(/<rect [^>]*rx=/g)).toHaveLength(8);
    expect(picture).toContain('tools/&lt;list&gt;');
    expect(picture).toContain('#dc2626');
  });
});
