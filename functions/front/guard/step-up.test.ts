import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { guardedCall, type ToolChanges } from '../../../test/support/guarded-call.ts';
import { approvalId, decideApproval } from '../../platform/approvals/approval-repository.ts';
import { confirmableOf } from './confirmation/confirmation.ts';
import { stepUp } from './simple-guards.ts';

const NOW = 1_800_000_000;
const done: Outcome = { status: 'ok', meta: {} };
const RECENT = { authTime: NOW, amr: ['mfa'] };
const PASSWORD = { authTime: NOW, amr: ['pwd'] };

let database: TestDatabase;
let table = '';
beforeAll(async () => {
  database = await startDynamoDb();
  table = await database.table();
});
afterAll(() => database.stop());

type Definition = NonNullable<ToolChanges['definition']>;
interface Changes {
  principal?: { authTime?: number; amr?: string[]; id?: string };
  definition?: Definition;
  stage?: 'on' | 'off';
}
const callOf = ({ principal = {}, definition = { sensitive: true }, stage = 'off' }: Changes) =>
  guardedCall({
    startedAt: NOW * 1000,
    services: {
      mfaMaxAgeSeconds: 900,
      stepUp: stage,
      state: { client: database.client, table },
      dispatcher: { dispatch: async () => ({ status: 'ok', effect: 'Pay 1.00 EUR.', meta: {} }) },
    },
    tool: { definition },
    principal,
  });
const run = async (changes: Changes) => stepUp(callOf(changes), async () => done);

describe('step-up', () => {
  it.each([{ authTime: NOW - 900, amr: ['pwd', 'otp'] }, RECENT])(
    'lets a recent second factor pass: %j',
    async (principal) => {
      expect(await run({ principal })).toBe(done);
    },
  );

  it.each([
    ['too old', { authTime: NOW - 901, amr: ['otp'] }],
    ['no second factor', PASSWORD],
    ['no time', { amr: ['otp'] }],
    ['a time to come', { authTime: NOW + 86_400, amr: ['otp'] }],
  ])('refuses %s and says how recent the second factor has to be', async (_why, principal) => {
    await expect(run({ principal })).rejects.toMatchObject({ code: 'E1005', details: { maxAgeSeconds: 900 } });
  });

  it('has the call of an API key, which cannot have a second factor, approved by somebody else', async () => {
    const changes = { principal: { id: 'user:agent' } };
    const asked = run(changes);
    await expect(asked).rejects.toMatchObject({ code: 'E3010', details: { effect: 'Pay 1.00 EUR.' } });
    const confirmable = confirmableOf(callOf(changes));
    const which = { tenant: confirmable.tenant, id: approvalId(confirmable), decider: 'user:operator' };
    const hands = (who: string) => new Set([who]);
    const state = { client: database.client, table };
    await decideApproval(state, { ...which, hands }, { decision: 'approve', comment: 'Seen.' });
    expect(await run(changes)).toBe(done);
  });

  it.each<[string, Definition]>([
    ['moves money', { movesMoney: true }],
    ['destroys something', { annotations: { destructiveHint: true } }],
    ['makes API keys', { tags: ['api-key'] }],
  ])('is asked of a tool that %s if the stage says so', async (_what, definition) => {
    const changes = { definition, principal: PASSWORD };
    await expect(run({ ...changes, stage: 'on' })).rejects.toMatchObject({ code: 'E1005' });
    expect(await run({ ...changes, stage: 'on', principal: RECENT })).toBe(done);
    expect(await run({ ...changes, stage: 'off' })).toBe(done);
  });

  it('lets a call pass if the tool is not sensitive', async () => {
    expect(await run({ definition: {}, stage: 'on', principal: PASSWORD })).toBe(done);
  });

  it('asks for no second approval if the policies have asked for one', async () => {
    const call = callOf({});
    call.established.permits.push({} as never);
    expect(await stepUp(call, async () => done)).toBe(done);
  });
});
