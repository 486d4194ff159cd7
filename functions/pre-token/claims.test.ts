import { describe, expect, it } from '@jest/globals';
import { addedClaims } from './claims.ts';

const request = (userAttributes: Record<string, string>) => ({ userAttributes, groupConfiguration: {}, scopes: [] });

describe('claims that are added to an access token', () => {
  it('say for whom a person acts', () => {
    const attributes = { 'custom:tenant': 'acme', 'custom:tier': 'team' };
    expect(addedClaims(request(attributes), false)).toEqual({ tenant: 'acme', tier: 'team' });
  });

  it('say that a one-time password was given where nobody gets in without', () => {
    expect(addedClaims(request({ 'cognito:user_status': 'CONFIRMED' }), true)).toEqual({ amr: 'pwd otp mfa' });
    expect(addedClaims(request({ 'cognito:user_status': 'CONFIRMED' }), false)).toEqual({});
  });

  it('say nothing of how somebody signed in at a directory of their own', () => {
    expect(addedClaims(request({ 'cognito:user_status': 'EXTERNAL_PROVIDER' }), true)).toEqual({});
  });
});
