import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Outcome } from '../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import { type ClaimRequest, claimWrite, lookUpClaim } from './claim-repository.ts';
import { type ClaimTable, claimResults } from './claim-results.ts';
import { finishClaim } from './finish-claim.ts';

let database: TestDatabase;
let state: ClaimTable;
beforeAll(async () => {
  database = await startDynamoDb();
  state = {
    client: database.client,
    table: await database.table(),
    results: claimResults(onlyKey('ab'.repeat(32)), 'acme'),
  };
});
afterAll(() => database.stop());

const claim = (sk: string): ClaimRequest => ({
  at: { pk: 'acme#claim#test:ada', sk },
  tool: 'generate_api_key',
  argumentsHash: 'hash',
  owner: `owner-${sk}`,
  deadline: Date.now() + 60_000,
  providerKey: 'provider-key',
  marks: false,
  keepSeconds: 60,
  retriesFailures: false,
});
const outcome: Outcome = { status: 'ok', structuredContent: { key_id: 'k-1', api_key: 'mf_shown_once' }, meta: {} };

it('the kept result lacks the fields that are shown once, and has a warning about it', async () => {
  const request = { ...claim('secret'), shownOnce: ['api_key'] };
  await claimWrite(state, request);
  await finishClaim(state, request, { outcome });
  const kept = await lookUpClaim(state, request);
  expect(kept).toMatchObject({
    state: 'completed',
    outcome: { structuredContent: { key_id: 'k-1' }, meta: { warnings: [expect.stringContaining('api_key')] } },
  });
  expect(JSON.stringify(kept)).not.toContain('mf_shown_once');
});

it('other results are kept unchanged', async () => {
  const request = claim('plain');
  await claimWrite(state, request);
  await finishClaim(state, request, { outcome });
  expect(await lookUpClaim(state, request)).toMatchObject({ outcome });
});
