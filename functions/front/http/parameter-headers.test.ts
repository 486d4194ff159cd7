import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type HeaderTool, refuseParameterHeaders } from './message-checks.ts';

const properties = {
  region: { type: 'string', 'x-mcp-header': 'Region' },
  page: { type: 'object', properties: { size: { type: 'integer', 'x-mcp-header': 'Size' } } },
  note: { type: 'string' },
};
const tool: HeaderTool = { definition: { name: 'search', inputSchema: { type: 'object', properties } } };

function refusal(args: unknown, headers: Record<string, string>, name = 'search'): Response | undefined {
  const message = { id: 7, method: 'tools/call', params: { name, arguments: args } };
  return refuseParameterHeaders(new Headers({ 'mcp-method': 'tools/call', ...headers }), message, { tools: [tool] });
}

const base64 = (text: string) => `=?base64?${Buffer.from(text).toString('base64')}?=`;

describe('headers that repeat arguments', () => {
  it.each([
    ['equal the argument', { region: 'eu' }, { 'mcp-param-region': 'eu' }],
    ['equal the argument in Base64', { region: 'Zürich' }, { 'mcp-param-region': base64('Zürich') }],
    ['equal the number in another notation', { page: { size: 42 } }, { 'mcp-param-size': '42.0' }],
    ['are sent without the argument', {}, { 'mcp-param-region': 'eu' }],
    ['are not declared by the schema', { note: 'x' }, {}],
  ])('pass if they %s', (_case, args, headers) => {
    expect(refusal(args, headers)).toBeUndefined();
  });

  it.each([
    ['are missing', { region: 'eu' }, {}],
    ['differ from the argument', { region: 'eu' }, { 'mcp-param-region': 'us' }],
    ['hold another number', { page: { size: 42 } }, { 'mcp-param-size': '43' }],
    ['lack the padding of Base64', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8?=' }],
    ['hold text that is not Base64', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVs!!!bG8=?=' }],
    ['hold bytes that are not UTF-8', { region: 'Hello' }, { 'mcp-param-region': '=?base64?/w==?=' }],
  ])('are refused if they %s', async (_case, args, headers) => {
    const response = refusal(args, headers);
    expect(response?.status).toBe(400);
    expect(await response?.json()).toMatchObject({ id: 7, error: { code: -32020 } });
  });

  it('are not checked for a tool that is not offered, nor in revisions without such headers', () => {
    expect(refusal({ region: 'eu' }, {}, 'other')).toBeUndefined();
    const message = { id: 7, method: 'tools/call', params: { name: 'search', arguments: { region: 'eu' } } };
    expect(refuseParameterHeaders(new Headers(), message, { tools: [tool] })).toBeUndefined();
  });

  it('carry any text in Base64', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(fc.property(text, (region) => refusal({ region }, { 'mcp-param-region': base64(region) }) === undefined));
  });
});
