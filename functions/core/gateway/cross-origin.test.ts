import { describe, expect, it } from '@jest/globals';
import { preflight, withCors } from './cross-origin.ts';

const origins = ['https://app.example.com', 'http://localhost:*'];
const request = (headers: Record<string, string>) =>
  new Request('https://mcp.example.com/mcp', { method: 'POST', headers: { host: 'mcp.example.com', ...headers } });

describe('calls from pages', () => {
  it('permits an allowed origin its headers and no others', () => {
    const response = preflight(
      request({
        origin: 'http://localhost:5173',
        'access-control-request-headers': 'Authorization, Content-Type, Mcp-Method, X-Evil, Last-Event-Id',
      }),
      origins,
    );
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-headers': 'authorization, content-type, mcp-method, last-event-id',
      'access-control-allow-methods': 'GET, POST, DELETE',
    });
  });

  it('gives another origin no permission, neither before a call nor with its answer', () => {
    const foreign = request({ origin: 'https://evil.example' });
    expect(preflight(foreign, origins).status).toBe(403);
    expect([...withCors(Response.json({}), foreign, origins).headers.keys()]).toEqual(['content-type', 'vary']);
  });

  it('tells caches of answers to programs that pages may get other headers', () => {
    expect(withCors(Response.json({}), request({}), origins).headers.get('vary')).toBe('Origin');
    const answer = Response.json({});
    expect(withCors(answer, request({}), [])).toBe(answer);
  });

  it('lets the page read status, body and the challenge', async () => {
    const answer = withCors(
      Response.json({ a: 1 }, { status: 403 }),
      request({ origin: 'https://app.example.com' }),
      origins,
    );
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({ a: 1 });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(answer.headers.get('access-control-expose-headers')?.split(', ')).toEqual(
      expect.arrayContaining([
        'www-authenticate',
        'mcp-session-id',
        'mcp-protocol-version',
        'retry-after',
        'x-amzn-requestid',
      ]),
    );
  });
});
