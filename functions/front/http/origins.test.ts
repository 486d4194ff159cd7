import { describe, expect, it } from '@jest/globals';
import { checkHostAndOrigin } from './origins.ts';

const allowed = { hosts: ['mcp.example.com'], origins: ['https://app.example.com', 'http://localhost:*'] };
const check = (headers: Record<string, string>) => () =>
  checkHostAndOrigin(new Headers(headers), 'abc.execute-api.aws', allowed);

describe('the check of host and origin', () => {
  it.each([
    { host: 'abc.execute-api.aws' },
    { host: 'mcp.example.com:443' },
    { host: 'mcp.example.com', origin: 'https://mcp.example.com' },
    { host: 'mcp.example.com', origin: 'https://app.example.com' },
    { host: 'mcp.example.com', origin: 'http://localhost:5173' },
    { host: 'mcp.example.com:443', origin: 'https://mcp.example.com' },
    { host: 'mcp.example.com:8443', origin: 'https://mcp.example.com:8443' },
    { host: 'mcp.example.com:4600', origin: 'http://mcp.example.com:4600', 'x-forwarded-proto': 'http' },
    { host: 'mcp.example.com', origin: 'https://app.example.com:443' },
  ])('lets %j pass', (headers) => {
    expect(check(headers as Record<string, string>)).not.toThrow();
  });

  it.each([
    {},
    { host: 'evil.example' },
    { host: 'mcp.example.com.evil.example' },
    { host: 'mcp.example.com@evil.example' },
    { host: 'mcp.example.com', origin: 'https://evil.example' },
    { host: 'mcp.example.com', origin: 'http://app.example.com' },
    { host: 'mcp.example.com', origin: 'http://mcp.example.com' },
    { host: 'mcp.example.com', origin: 'https://mcp.example.com:8443' },
    { host: 'mcp.example.com:8443', origin: 'https://mcp.example.com' },
    { host: 'mcp.example.com:4600', origin: 'http://mcp.example.com:4601', 'x-forwarded-proto': 'http' },
    { host: 'mcp.example.com:4600', origin: 'https://mcp.example.com:4600', 'x-forwarded-proto': 'http' },
    { host: 'mcp.example.com', origin: 'https://app.example.com:8443' },
    { host: 'mcp.example.com', origin: 'file:///page.html' },
    { host: 'mcp.example.com', origin: 'https://app.example.com.evil.example' },
    { host: 'mcp.example.com', origin: 'null' },
    { host: 'evil.example', origin: 'https://evil.example' },
  ])('refuses %j', (headers) => {
    expect(check(headers as Record<string, string>)).toThrow(expect.objectContaining({ code: 'E1004' }));
  });
});
