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
    ['a value of the wrong type', { counter: 7 }, { code: 'E2004', field: 'counter', hint: 'string' }],
  ])('with %s names the field and what would be right', async (_case, args, { code, field, hint }) => {
    const result = await callTool('count_calls', args);
    expect(result).toMatchObject({ isError: true, _meta: { 'manifold/error': { code, details: { field } } } });
    expect(JSON.stringify(result._meta['manifold/error'])).toContain(hint);
    expect(JSON.parse(result.content[0].text).error).toEqual(result._meta['manifold/error']);
  });

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

  it('never shows a path of the platform’s code outside development', async () => {
    const result = await callTool('break_down');
    const { trace: _shownInDevelopment, ...rest } = result._meta['manifold/error'];
    expect(JSON.stringify(rest)).not.toMatch(/\.mjs|node_modules|at async/);
  });
});
