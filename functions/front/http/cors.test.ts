import { describe, expect, it } from '@jest/globals';
import { preflight, withCors } from './origins.ts';

const origins = ['https://app.example.com', 'http://localhost:*'];
const request = (headers: Record<string, string>) =>
  new Request('https://mcp.example.com/mcp', { method: 'POST', headers: { host: 'mcp.example.com', ...headers } });

describe('calls from pages', () => {
  it('permits an allowed origin its headers and no others', () => {
    const response = preflight(
      request({
        origin: 'http://localhost:5173',
        'access-control-request-headers': 'Authorization, Content-Type, Mcp-Method, X-Evil',
      }),
      origins,
    );
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': 'http://localhost:5173',
      'access-control-allow-headers': 'authorization, content-type, mcp-method',
      vary: 'Origin',
    });
  });

  it('gives another origin no permission', () => {
    const response = preflight(request({ origin: 'https://evil.example' }), origins);
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('does not change answers to programs', () => {
    const answer = Response.json({});
    expect(withCors(answer, request({}), origins)).toBe(answer);
  });

  it('lets the page read status, body and the challenge', async () => {
    const answer = withCors(
      Response.json({ a: 1 }, { status: 403 }),
      request({ origin: 'https://app.example.com' }),
      origins,
    );
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({ a: 1 });
    expect(answer.headers.get('access-control-expose-headers')).toContain('www-authenticate');
  });
});
