import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/plaid/sandbox.ts';
import { PublishedContract } from '../../../test/support/published-contract.ts';
import { recordWire } from '../../../test/support/wire-recorder.ts';
import { plaidKeys } from './plaid-keys.ts';

describe('the request for a key of Plaid', () => {
  let provider: Awaited<ReturnType<typeof sandbox.start>>;
  let wire: Awaited<ReturnType<typeof recordWire>>;
  beforeAll(async () => {
    provider = await sandbox.start({ log: () => undefined });
    wire = await recordWire(provider.url);
  });
  afterAll(async () => {
    await wire.stop();
    await provider.stop();
  });

  it("follows Plaid's contract, and so does the refusal of an unknown key", async () => {
    const { PLAID_CLIENT_ID: clientId = '', PLAID_SECRET: secret = '' } = sandbox.secret();
    const keyOf = plaidKeys({
      apiUrl: wire.url,
      send: (url, init) => fetch(url, init),
      credentials: async () => ({ clientId, secret }),
    });
    expect(await keyOf('kid-unknown')).toBeUndefined();
    const contract = new PublishedContract('plaid');
    const sent = wire.taken();
    expect(sent.map(({ url, answer }) => [url.pathname, answer?.status])).toEqual([
      ['/webhook_verification_key/get', 400],
    ]);
    expect(sent.map((exchange) => contract.faultsOf(exchange))).toEqual([[]]);
  });
});
