import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../settings.ts';

const ISSUER = {
  name: 'corporate',
  issuer: 'https://idp.example.com',
  algorithms: ['RS256'],
  tenant: { fixed: 'acme' },
  rolesClaim: 'roles',
  highestRole: 'developer',
  scopesClaim: 'scope',
  tier: { fallback: 'team' },
  facade: 'auto',
  resourcePerBundle: true,
};
const load = (stage: string, changes: object) =>
  loadSettings(stage, { MANIFOLD_ISSUERS: JSON.stringify([{ ...ISSUER, ...changes }]) });

describe('issuers of a stage', () => {
  it('come from a variable', () => {
    expect(load('dev', {}).issuers).toEqual([ISSUER]);
    const bounded = { highestScopes: ['kyc:*', 'fraud:review'] };
    expect(load('dev', bounded).issuers).toEqual([{ ...ISSUER, ...bounded }]);
  });

  it.each([
    ['an algorithm that a public key can forge', { algorithms: ['HS256'] }, 'issuers.0.algorithms'],
    ['no algorithm at all', { algorithms: ['none'] }, 'issuers.0.algorithms'],
    ['an empty list of audiences', { audiences: [] }, 'issuers.0.audiences'],
    ['the name of principals that have no issuer', { name: 'local' }, 'issuers.0.name'],
    ['the name of the platform', { name: 'platform' }, 'issuers.0.name'],
    ['the trust that the platform has in itself', { vouchesForPrincipals: true }, 'issuers.0: Unrecognized key'],
    ['scopes in one text', { highestScopes: 'kyc:read tools:list' }, 'issuers.0.highestScopes'],
    ['a role that does not exist', { highestRole: 'root' }, 'issuers.0.highestRole'],
    ['an unknown word', { tennant: { fixed: 'acme' } }, 'issuers.0'],
  ])('are refused with %s', (_, changes, field) => {
    expect(() => load('dev', changes)).toThrow(field);
  });

  it('in production give their keys over TLS alone', () => {
    expect(() => load('prod', { issuer: 'http://idp.example.com' })).toThrow('issuers must not hold "http://idp');
    expect(() => load('prod', { jwksUri: 'http://idp.example.com/keys' })).toThrow('issuers must not hold');
  });
});

describe('the user pool of a stage', () => {
  const variable = (cognito: unknown) => ({ MANIFOLD_COGNITO: JSON.stringify(cognito) });

  it('can be left out', () => {
    expect(loadSettings('prod', { MANIFOLD_COGNITO: 'none' }).cognito).toBeUndefined();
  });

  it('asks for a second factor in production', () => {
    const cognito = { ...loadSettings('prod', {}).cognito, mfa: 'optional' };
    expect(() => loadSettings('prod', variable(cognito))).toThrow('cognito.mfa must be "required" in production');
    expect(loadSettings('dev', variable(cognito)).cognito?.mfa).toBe('optional');
  });
});
