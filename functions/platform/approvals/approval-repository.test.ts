import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { usePermits } from '../idempotency/permit.ts';
import {
  approvalId,
  approvalPermit,
  askForApproval,
  decideApproval,
  findApproval,
  listApprovals,
} from './approval-repository.ts';

let database: TestDatabase;
let state: StateTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
});

const call = { tenant: 'acme', principal: 'user:1', tool: 'refund', version: '1.0.0', argumentsHash: 'a' };
const why = { effect: 'Refund 12.50 EUR.', reasons: ['Over 10 EUR.'] };
const id = approvalId(call);
/** user:2 made the agent of user:4, and the others have no maker. */
const hands = (who: string) => new Set(who === 'user:4' ? ['user:4', 'user:2'] : [who]);
const decide = (decider: string, decision: 'approve' | 'deny' = 'approve') =>
  decideApproval(state, { tenant: 'acme', id, decider, hands }, { decision, comment: 'Seen.' });

describe('approvals', () => {
  it('are requested once per call, and listed for deciders', async () => {
    await askForApproval(state, call, why);
    await askForApproval(state, call, why);
    await askForApproval(state, { ...call, argumentsHash: 'b' }, why);
    expect(await listApprovals(state, 'acme')).toHaveLength(2);
    expect(await listApprovals(state, 'other')).toEqual([]);
  });

  it('are listed though many others fill more than one page', async () => {
    // A page ends at 1 MB.
    const effect = 'x'.repeat(300_000);
    for (const argumentsHash of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await askForApproval(state, { ...call, argumentsHash }, { effect, reasons: [] });
    }
    expect(await listApprovals(state, 'acme')).toHaveLength(6);
  });

  it('are refused as a list that no answer could hold, and decided by their id all the same', async () => {
    const effect = 'x'.repeat(350_000);
    for (let number = 0; number < 15; number += 1) {
      await askForApproval(state, { ...call, argumentsHash: `many-${number}` }, { effect, reasons: [] });
    }
    await expect(listApprovals(state, 'acme')).rejects.toMatchObject({ code: 'E2006' });
    const asked = { tenant: 'acme', id: approvalId({ ...call, argumentsHash: 'many-3' }), hands };
    const decision = { decision: 'approve' as const };
    expect(await decideApproval(state, { ...asked, decider: 'user:2' }, decision)).toMatchObject({
      status: 'approved',
    });
  });

  it('are decided once, by another principal', async () => {
    await askForApproval(state, call, why);
    await expect(decide('user:1')).rejects.toMatchObject({ code: 'E1004' });
    expect(await decide('user:2')).toMatchObject({ status: 'approved', decidedBy: 'user:2', comment: 'Seen.' });
    await expect(decide('user:3', 'deny')).rejects.toMatchObject({ code: 'E2001' });
  });

  it('cannot be decided by the maker of the agent that asked, nor by another agent of that maker', async () => {
    await askForApproval(state, { ...call, principal: 'user:4' }, why);
    const asked = { tenant: 'acme', id: approvalId({ ...call, principal: 'user:4' }), hands };
    const approve = { decision: 'approve' as const };
    await expect(decideApproval(state, { ...asked, decider: 'user:2' }, approve)).rejects.toMatchObject({
      code: 'E1004',
    });
    const sibling = { ...asked, decider: 'user:5', hands: (who: string) => hands(who === 'user:5' ? 'user:4' : who) };
    await expect(decideApproval(state, sibling, approve)).rejects.toMatchObject({ code: 'E1004' });
    expect(await decideApproval(state, { ...asked, decider: 'user:3' }, approve)).toMatchObject({ status: 'approved' });
  });

  it('cannot be decided from another tenant', async () => {
    await askForApproval(state, call, why);
    await expect(
      decideApproval(state, { tenant: 'other', id, decider: 'user:2', hands }, { decision: 'approve' }),
    ).rejects.toMatchObject({ code: 'E4007' });
  });

  it('are valid for one call, and can then be requested again', async () => {
    await askForApproval(state, call, why);
    const permit = approvalPermit(await decide('user:2'));
    expect(await usePermits(state, 'call-1', [permit])).toBeUndefined();
    expect(await usePermits(state, 'call-1', [permit])).toBeUndefined();
    expect(await usePermits(state, 'call-2', [permit])).toBe(permit);
    expect(await askForApproval(state, call, why)).toMatchObject({ status: 'pending' });
  });

  it('let no call pass while they are pending or denied', async () => {
    const pending = await askForApproval(state, call, why);
    const early = approvalPermit(pending);
    expect(await usePermits(state, 'call-1', [early])).toBe(early);
    const refused = approvalPermit(await decide('user:2', 'deny'));
    expect(await usePermits(state, 'call-1', [refused])).toBe(refused);
    expect(await findApproval(state, 'acme', id)).toMatchObject({ status: 'denied' });
  });
});
