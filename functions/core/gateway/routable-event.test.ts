import { describe, expect, it } from '@jest/globals';
import { routableEvent } from './routable-event.ts';

const event = (path: string, multiValueHeaders: Record<string, string[]> = {}) => ({
  path,
  headers: Object.fromEntries(Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)])),
  multiValueHeaders,
});

describe('an event of the gateway, made ready for a router', () => {
  it.each([
    '/mcp',
    '/mcp/',
    '/mcp/b/payments',
    '/oauth/cognito/register',
    '/api/v1/admin/keys/aB3dE6gH9jK2/revocation',
  ])('keeps the path %s', (path) => expect(routableEvent(event(path)).path).toBe(path));

  it.each([
    '/mcp/b/%2e%2e',
    '/oauth/x/%2E%2e/%2e./mcp',
    '/a/../mcp',
    '/mcp/b/.',
    '/mcp\\b',
    '//host/mcp',
    '/mcp?x',
    '/mcp#x',
    'mcp',
  ])('has no path of a route if the parser of URLs would read %s as another one', (path) =>
    expect(routableEvent(event(path)).path).toBe('/-'),
  );

  it.each([
    [['http'], 'http'],
    [['https'], 'https'],
    [['https', 'http'], 'http'],
    [['x, y', 'http'], 'http'],
    [['http, https'], 'https'],
    [['no scheme'], 'https'],
  ])('with the schemes %j has the one that the gateway wrote', (values, scheme) => {
    const { headers, multiValueHeaders } = routableEvent(event('/mcp', { 'x-forwarded-proto': values, host: ['a'] }));
    expect(headers).toEqual({ host: 'a', 'X-Forwarded-Proto': scheme });
    expect(multiValueHeaders).toEqual({ host: ['a'], 'X-Forwarded-Proto': [scheme] });
  });

  it('is left alone if it is of another kind', () => {
    expect(routableEvent({ order: 1 })).toEqual({ order: 1 });
    expect(routableEvent(undefined)).toBeUndefined();
  });
});
