import { describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { testSecret } from '../../test/support/secrets-manager.ts';
import { PUBLIC_URL } from '../../test/support/token-endpoint.ts';
import { keyStore } from '../runtime/platform-tokens/key-store.ts';
import { tokenSigner } from '../runtime/platform-tokens/token-signer.ts';
import type { TokenServices } from './services.ts';
import { fulfil } from './subscription.ts';

const NOW = Math.floor(Date.now() / 1000);
const keys = keyStore({ secretArn: 'arn:signing', client: testSecret().client });
const services = {
  keys,
  signer: tokenSigner({ issuer: PUBLIC_URL, keys }),
  audit: { record: async () => undefined },
  publicUrl: PUBLIC_URL,
  showTraces: false,
  now: () => NOW,
} as unknown as TokenServices;
const order = {
  kind: 'subscription/issue' as const,
  family: 'billing',
  correlationId: 'request-1',
  tenant: 'acme',
  principal: 'test:ada',
  credential: 'sign-in',
  tier: 'team' as const,
  scopes: ['kyc:read'],
};
const claimsOf = async (changes: object) => {
  const receipt = await fulfil(services, { ...order, ...changes });
  return receipt.status === 'issued' ? decodeJwt(receipt.token) : undefined;
};

describe('a subscription token', () => {
  it('names what it was made with, and ends with it at the latest', async () => {
    const sent = [{ key: 'aB3dE6gH9jK2' }, { token: { issuer: 'pool', subject: 'ada', jti: 'one-of-many' } }];
    expect(await claimsOf({ lineage: sent, notAfter: NOW + 60 })).toMatchObject({
      exp: NOW + 60,
      lineage: [{ key: 'aB3dE6gH9jK2' }, { token: { issuer: 'pool', subject: 'ada' } }],
    });
  });

  it('of an agent says that nobody sits behind it', async () => {
    expect(await claimsOf({ unattended: true })).toMatchObject({ unattended: true });
    expect(await claimsOf({})).not.toHaveProperty('unattended');
  });
});
