import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import { refuseParameterHeaders } from './parameter-headers.ts';

const properties = {
  region: { type: 'string', 'x-mcp-header': 'Region' },
  page: { type: 'object', properties: { size: { type: 'integer', 'x-mcp-header': 'Size' } } },
  note: { type: 'string' },
};
const tool = { definition: { name: 'search', inputSchema: { type: 'object', properties } } } as unknown as ToolRecord;

function refusal(args: unknown, headers: Record<string, string>, name = 'search'): Response | undefined {
  const message = { id: 7, method: 'tools/call', params: { name, arguments: args } };
  return refuseParameterHeaders(new Headers({ 'mcp-method': 'tools/call', ...headers }), message, { tools: [tool] });
}

const base64 = (text: string) => `=?base64?${Buffer.from(text).toString('base64')}?=`;

describe('headers that repeat arguments', () => {
  it.each([
    ['say the same', { region: 'eu' }, { 'mcp-param-region': 'eu' }],
    ['say the same in Base64', { region: 'Zürich' }, { 'mcp-param-region': base64('Zürich') }],
    ['say the same number in another way', { page: { size: 42 } }, { 'mcp-param-size': '42.0' }],
    ['are there without the argument', {}, { 'mcp-param-region': 'eu' }],
    ['are not asked for', { note: 'x' }, {}],
  ])('pass where they %s', (_case, args, headers) => {
    expect(refusal(args, headers)).toBeUndefined();
  });

  it.each([
    ['are missing', { region: 'eu' }, {}],
    ['say something else', { region: 'eu' }, { 'mcp-param-region': 'us' }],
    ['say another number', { page: { size: 42 } }, { 'mcp-param-size': '43' }],
    ['lack the padding of Base64', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8?=' }],
    ['hold what is not Base64', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVs!!!bG8=?=' }],
    ['hold what is not UTF-8', { region: 'Hello' }, { 'mcp-param-region': '=?base64?/w==?=' }],
  ])('are refused where they %s', async (_case, args, headers) => {
    const response = refusal(args, headers);
    expect(response?.status).toBe(400);
    expect(await response?.json()).toMatchObject({ id: 7, error: { code: -32020 } });
  });

  it('are not looked at for a tool that is not offered, nor in revisions without them', () => {
    expect(refusal({ region: 'eu' }, {}, 'other')).toBeUndefined();
    const message = { id: 7, method: 'tools/call', params: { name: 'search', arguments: { region: 'eu' } } };
    expect(refuseParameterHeaders(new Headers(), message, { tools: [tool] })).toBeUndefined();
  });

  it('carry any text in Base64', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(fc.property(text, (region) => refusal({ region }, { 'mcp-param-region': base64(region) }) === undefined));
  });
});
