import { describe, expect, it } from '@jest/globals';
import { checkHeaders } from './headers.ts';

describe('headers', () => {
  it.each([
    [
      {
        Authorization: ['Bearer a.b.c'],
        Host: ['api.example.com'],
        'Content-Type': ['application/json; charset="a,b"'],
      },
    ],
    [{ 'X-Forwarded-For': ['192.0.2.1', '192.0.2.2, 192.0.2.3'], Accept: ['application/json', 'text/event-stream'] }],
    [{ 'X-Text': ['tab\tand é are fine'], 'Mcp-Name': ['a, b'], Cookie: undefined }],
    [{ 'X-Large': ['x'.repeat(8_192)] }],
    [{}],
  ])('pass: %j', (headers) => {
    expect(() => checkHeaders(headers)).not.toThrow();
  });

  it.each([
    ['Authorization'],
    ['Host'],
    ['Origin'],
    ['Content-Type'],
    ['Content-Length'],
    ['Transfer-Encoding'],
    ['Idempotency-Key'],
    ['X-API-Key'],
    ['Mcp-Session-Id'],
    ['Mcp-Protocol-Version'],
    ['Mcp-Method'],
    ['MCP-Param-Amount'],
  ])('that say one thing are refused twice: %s', (name) => {
    const refusal = expect.objectContaining({
      code: 'E2001',
      message: `The header "${name.toLowerCase()}" was sent more than once.`,
      details: expect.objectContaining({ field: name.toLowerCase() }),
    });
    expect(() => checkHeaders({ [name]: ['a', 'b'] })).toThrow(refusal);
    expect(() => checkHeaders({ [name]: ['a', 'a'] })).toThrow(refusal);
    expect(() => checkHeaders({ [name]: ['a'], [name.toUpperCase()]: ['b'], [name.toLowerCase()]: ['b'] })).toThrow(
      refusal,
    );
  });

  it.each([
    ['two joined into one', { authorization: ['Bearer a, Bearer b'] }, 'authorization', /several values in one/],
    ['two hosts', { Host: ['a.example,b.example'] }, 'host', /several values in one/],
    ['a line break', { 'X-A': ['a\r\nAuthorization: Bearer b'] }, 'x-a', /line break/],
    ['a bare line feed', { 'X-A': ['a\nb'] }, 'x-a', /line break/],
    ['a bare carriage return', { 'X-A': ['fine', 'a\rb'] }, 'x-a', /line break/],
    ['NUL', { 'X-A': ['a\u0000b'] }, 'x-a', /control character/],
    ['9 KB', { 'X-A': ['x'.repeat(9_000)] }, 'x-a', /9000 bytes/],
    ['9 KB in parts', { 'X-A': ['x'.repeat(4_500), 'x'.repeat(4_500)] }, 'x-a', /9000 bytes/],
    ['a name with a space', { 'Content-Length ': ['1'] }, '', /characters that are not allowed/],
    ['a name with a line break', { 'X-A\r\nB': ['1'] }, '', /characters that are not allowed/],
    ['an empty name', { '': ['1'] }, '', /characters that are not allowed/],
  ])('are refused with %s', (_what, headers, field, message) => {
    expect(() => checkHeaders(headers)).toThrow(
      expect.objectContaining({
        code: 'E2001',
        message: expect.stringMatching(message),
        details: expect.objectContaining({ field }),
      }),
    );
  });

  it('never show their value in an error', () => {
    expect(() => checkHeaders({ authorization: ['Bearer hidden\r\n'] })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hidden') }),
    );
  });
});
