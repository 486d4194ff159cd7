import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestIssuer, type TestIssuer } from '../../../test/support/test-issuer.ts';
import { IssuerUnavailable } from './issuer-documents.ts';
import { type TokenVerifier, tokenVerifier } from './verify-token.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let issuer: TestIssuer;
let verify: TokenVerifier;
/** How far the verifier's clock is ahead; tokens are made to last longer. */
let ahead = 0;
beforeEach(async () => {
  ahead = 0;
  issuer = await startTestIssuer();
  verify = tokenVerifier([issuer.setting], () => Date.now() + ahead);
});
afterEach(() => issuer.stop());

const lasting = (header = {}) => issuer.sign({ exp: Math.floor(Date.now() / 1000) + 3 * 24 * 3600 }, header);

describe('the keys of an issuer', () => {
  it('are read once for many tokens, also at the same time', async () => {
    const token = await lasting();
    await Promise.all([verify(token), verify(token), verify(token)]);
    await verify(token);
    expect(issuer.asked).toEqual({ '/.well-known/openid-configuration': 1, '/keys': 1 });
  });

  it('are read from the URL in the setting, without the metadata', async () => {
    verify = tokenVerifier([{ ...issuer.setting, jwksUri: `${issuer.url}/keys` }]);
    expect(await verify(await lasting())).toHaveProperty('principal');
    expect(issuer.asked).toEqual({ '/keys': 1 });
  });

  it('outlive the issuer for a day', async () => {
    const token = await lasting();
    await verify(token);
    issuer.fail(true);
    ahead = 23 * HOUR;
    expect(await verify(token)).toHaveProperty('principal');
    ahead = 25 * HOUR;
    await expect(verify(token)).rejects.toThrow(IssuerUnavailable);
  });

  it('that were never read make the check fail', async () => {
    issuer.fail(true);
    await expect(verify(await lasting())).rejects.toThrow(IssuerUnavailable);
  });

  it('are read again if a new key has signed', async () => {
    await verify(await lasting());
    await issuer.rotate();
    const token = await lasting();
    ahead = MINUTE;
    expect(await verify(token)).toHaveProperty('principal');
    expect(issuer.asked['/keys']).toBe(2);
  });

  it('are requested once per cooldown, however many invented key ids come', async () => {
    await verify(await lasting());
    ahead = MINUTE;
    for (const kid of ['a', 'b', 'c']) expect(await verify(await lasting({ kid }))).toHaveProperty('refused');
    expect(issuer.asked['/keys']).toBe(2);
    ahead = 2 * MINUTE;
    await verify(await lasting({ kid: 'd' }));
    expect(issuer.asked['/keys']).toBe(3);
  });

  it('that the issuer withdrew stop working', async () => {
    const token = await lasting();
    await verify(token);
    const successor = await startTestIssuer();
    ahead = 11 * MINUTE;
    const moved = tokenVerifier([{ ...issuer.setting, jwksUri: `${successor.url}/keys` }]);
    expect(await moved(token)).toEqual({ refused: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
    await successor.stop();
  });

  it('of another issuer are not accepted, whatever the metadata says', async () => {
    verify = tokenVerifier([{ ...issuer.setting, issuer: `${issuer.url}/tenant` }]);
    await expect(verify(await issuer.sign({ iss: `${issuer.url}/tenant` }))).rejects.toThrow(IssuerUnavailable);
  });
});
