import { describe, expect, it } from '@jest/globals';
import { addedClaims } from './claims.ts';

const request = (userAttributes: Record<string, string>) => ({ userAttributes, groupConfiguration: {}, scopes: [] });
const rules = (mfaRequired: boolean) => ({ mfaRequired, samlTenants: { Corporate: 'acme' } });

describe('claims that are added to an access token', () => {
  it('say for whom a person acts', () => {
    const attributes = { 'custom:tenant': 'acme', 'custom:tier': 'team' };
    expect(addedClaims(request(attributes), rules(false))).toEqual({ tenant: 'acme', tier: 'team' });
  });

  it('name a one-time password if the user pool requires one', () => {
    expect(addedClaims(request({ 'cognito:user_status': 'CONFIRMED' }), rules(true))).toEqual({ amr: 'pwd otp mfa' });
    expect(addedClaims(request({ 'cognito:user_status': 'CONFIRMED' }), rules(false))).toEqual({});
  });

  it('name no methods for a person who signed in through their own directory', () => {
    expect(addedClaims(request({ 'cognito:user_status': 'EXTERNAL_PROVIDER' }), rules(true))).toEqual({});
  });

  it.each([
    ['of a known directory are of its tenant', 'Corporate', { tenant: 'acme' }],
    ['of another are of none', 'Elsewhere', {}],
  ])('people %s', (_whose, providerName, expected) => {
    const identities = JSON.stringify([{ userId: 'u', providerName, providerType: 'SAML' }]);
    const attributes = { 'cognito:user_status': 'EXTERNAL_PROVIDER', identities };
    expect(addedClaims(request(attributes), rules(true))).toEqual(expected);
  });
});
