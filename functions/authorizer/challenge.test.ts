import { describe, expect, it } from '@jest/globals';
import { challengeTo } from './challenge.ts';

const published = { publicUrl: 'https://api.test/dev', scope: 'api/kyc:read api/tools:list' };
const methodArn = (path: string) => `arn:aws:execute-api:us-east-1:000000000000:api1/dev/POST${path}`;
const METADATA = 'https://api.test/dev/.well-known/oauth-protected-resource';

describe('the challenge to a refused request', () => {
  it.each([
    ['/mcp', METADATA],
    ['/api/v1/admin/keys', METADATA],
    ['/mcp/b/kyc', `${METADATA}/mcp/b/kyc`],
    ['/mcp/b/', METADATA],
    ['/mcp/b/kyc/x', METADATA],
    ['/mcp/b/"x', METADATA],
  ])('at %s leads to %s', (path, metadata) => {
    expect(challengeTo(methodArn(path), published, 'none')).toBe(
      `Bearer resource_metadata="${metadata}", scope="api/kyc:read api/tools:list"`,
    );
  });

  it('says that the token is invalid if one was sent', () => {
    expect(challengeTo(methodArn('/mcp/b/kyc'), published, 'sent')).toMatch(/^Bearer error="invalid_token", resource_/);
  });
});
