import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sandbox from '../../sandboxes/plaid/sandbox.ts';
import { PublishedContract } from '../../test/support/published-contract.ts';
import { recordWire } from '../../test/support/wire-recorder.ts';
import { answerKeyQuestion } from './answer-key-question.ts';
import { SOURCE } from './testing/source.ts';

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
    const services = {
      source: SOURCE,
      apiUrl: wire.url,
      send: (url: string | URL | Request, init?: RequestInit) => fetch(url, init),
      secret: async () => sandbox.secret(),
    };
    expect(await answerKeyQuestion(services, { kid: 'kid-unknown' })).toEqual({ status: 'unknown' });
    const contract = new PublishedContract('plaid');
    const sent = wire.taken();
    expect(sent.map(({ url, answer }) => [url.pathname, answer?.status])).toEqual([
      ['/webhook_verification_key/get', 400],
    ]);
    expect(sent.map((exchange) => contract.faultsOf(exchange))).toEqual([[]]);
  });
});
