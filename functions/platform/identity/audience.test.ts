import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reachOf } from './audience.ts';

const API = 'https://mcp.example.com/mcp';
const issuer = { audiences: [API, 'api://default'], clientIds: ['known'] };

describe('how far a token reaches', () => {
  it.each([
    [{ aud: API }, { kind: 'api' }],
    [{ aud: ['https://other.example', 'api://default'] }, { kind: 'api' }],
    [{ aud: `${API}/b/kyc` }, { kind: 'bundle', name: 'kyc' }],
    [{ aud: [`${API}/b/kyc`, API] }, { kind: 'api' }],
    [{ client_id: 'known' }, { kind: 'api' }],
  ])('%j: %j', (claims, reach) => {
    expect(reachOf(issuer, claims)).toEqual(reach);
  });

  it.each([
    [{}],
    [{ client_id: 'other' }],
    [{ aud: [] }],
    [{ aud: 'https://other.example', client_id: 'known' }],
    [{ aud: `${API}/` }],
    [{ aud: `${API}/b/` }],
    [{ aud: `${API}/b/kyc/more` }],
    [{ aud: `${API}/b/kyc?x` }],
    [{ aud: API.toUpperCase() }],
  ])('%j: nowhere', (claims) => {
    expect(reachOf(issuer, claims)).toBeUndefined();
  });

  it('is refused for any audience that is not on the list', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string(),
          fc.constant(API).map((url) => url.slice(0, -1)),
        ),
        (aud) => {
          fc.pre(aud !== API && aud !== 'api://default');
          expect(reachOf(issuer, { aud })).toBeUndefined();
        },
      ),
    );
  });
});
