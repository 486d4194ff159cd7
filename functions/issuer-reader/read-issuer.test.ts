import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestIssuer, type TestIssuer } from '../../test/support/test-issuer.ts';
import { readIssuer } from './read-issuer.ts';

let issuer: TestIssuer;
beforeEach(async () => {
  issuer = await startTestIssuer();
});
afterEach(() => issuer.stop());
const read = (event: unknown) => readIssuer(event, [issuer.setting]);

describe('the issuer reader', () => {
  it('answers with the metadata of the issuer, unknown fields included', async () => {
    issuer.publish({ authorization_endpoint: 'https://idp.example/authorize' });
    expect(await read({ issuer: 'test-issuer' })).toMatchObject({
      issuer: issuer.url,
      authorization_endpoint: 'https://idp.example/authorize',
    });
  });

  it('fails if the issuer does not answer', async () => {
    issuer.fail(true);
    await expect(read({ issuer: 'test-issuer' })).rejects.toThrow('no usable answer');
  });

  it.each([{ issuer: 'other' }, { issuer: 'https://evil.example' }, {}, null])(
    'asks no server about %j, which is no issuer of the stage',
    async (event) => {
      await expect(read(event)).rejects.toThrow();
      expect(issuer.asked).toEqual({});
    },
  );
});
