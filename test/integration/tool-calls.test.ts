import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newGate } from './support/control.ts';
import { answerOf, callTool, modern } from './support/endpoint.ts';

describe('a tool call', () => {
  it('answers with structured content, the same content as text, and facts about the call', async () => {
    const result = await callTool('tiny_07');
    expect(result).toMatchObject({
      structuredContent: { index: 7 },
      content: [{ type: 'text', text: '{"index":7}' }],
      _meta: {
        'manifold/executionTimeMs': expect.any(Number),
        'manifold/cached': false,
        'manifold/timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        'manifold/toolVersion': '1.0.0',
        'manifold/correlationId': expect.any(String),
      },
    });
  });

  it('to a tool that does not exist suggests a tool that does', async () => {
    const { error } = await answerOf(modern('tools/call', { name: 'count_cals', arguments: {} }));
    expect(error).toMatchObject({
      code: -32602,
      message: expect.stringContaining('Did you mean "count_calls"?'),
      data: { code: 'E3001' },
    });
  });

  it.each([
    ['an argument that it has not', { conter: 'a' }, { code: 'E2002', field: 'conter', hint: 'counter' }],
    ['an argument that is missing', {}, { code: 'E2003', field: 'counter', hint: '' }],
    ['a value of the wrong type', { counter: [7] }, { code: 'E2004', field: 'counter', hint: 'text' }],
  ])('with %s names the field and what would be right', async (_case, args, { code, field, hint }) => {
    const result = await callTool('count_calls', args);
    expect(result).toMatchObject({ isError: true, _meta: { 'manifold/error': { code, details: { field } } } });
    expect(JSON.stringify(result._meta['manifold/error'])).toContain(hint);
    expect(JSON.parse(result.content[0].text).error).toEqual(result._meta['manifold/error']);
  });

  it('with several faults gets all of them in one answer', async () => {
    const result = await callTool('save_note', { person: [], topic: 'suport', author: 'a' });
    const { code, details } = result._meta['manifold/error'];
    expect(code).toBe('E2002');
    expect(details.faults).toMatchObject([
      { field: 'author' },
      { field: 'person', providedValue: 'a list of 0' },
      { field: 'topic', suggestion: 'Did you mean "support"?' },
    ]);
  });

  it('is the same call if its number came as text, and says what was changed', async () => {
    const counter = Date.now();
    const options = { headers: { 'idempotency-key': randomUUID() } };
    const first = await callTool('count_calls', { counter }, options);
    expect(first).toMatchObject({
      structuredContent: { count: 1 },
      _meta: { 'manifold/normalised': [{ field: 'counter', change: 'number-to-text' }] },
    });
    const second = await callTool('count_calls', { counter: String(counter) }, options);
    expect(second).toMatchObject({ structuredContent: { count: 1 }, _meta: { 'manifold/replayed': true } });
    expect(second._meta).not.toHaveProperty('manifold/normalised');
  });

  it.each(['mcp__manifold__count_calls', 'manifold.count_calls', 'count-calls'])(
    'to %s suggests the tool without its prefix',
    async (name) => {
      const { error } = await answerOf(modern('tools/call', { name, arguments: {} }));
      expect(error.message).toContain('Did you mean "count_calls"?');
    },
  );

  it('that exceeds its time limit ends with E3004', async () => {
    const result = await callTool('hold_briefly', { gate: newGate().name });
    expect(result).toMatchObject({ isError: true, _meta: { 'manifold/error': { code: 'E3004', retryable: true } } });
  });

  it('whose process dies ends with E3003, and the next call is served', async () => {
    const result = await callTool('break_down');
    expect(result).toMatchObject({ isError: true, _meta: { 'manifold/error': { code: 'E3003' } } });
    expect(await callTool('save_note', { person: 'Test Person', topic: 'support' })).toMatchObject({
      structuredContent: { characters: 11 },
    });
  });

  it('whose answer is larger than a function may give ends with E3003', async () => {
    const result = await callTool('answer_big');
    expect(result).toMatchObject({ isError: true, _meta: { 'manifold/error': { code: 'E3003' } } });
  });

  it('has no path of the platform’s code in what models read; in development, _meta has the lines of the sources', async () => {
    const result = await callTool('break_down');
    const { 'manifold/trace': trace, ...meta } = result._meta;
    expect(JSON.stringify({ ...result, _meta: meta })).not.toMatch(/\.mjs|\.ts:|node_modules|at async/);
    expect(trace).toMatch(/\/functions\/platform\/dispatch\/\w+\.ts:\d+/);
  });
});
