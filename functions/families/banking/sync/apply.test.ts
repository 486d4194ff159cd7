import { expect, it } from '@jest/globals';
import sandbox from '../../../../sandboxes/plaid/sandbox.ts';
import { familyUnderTest } from '../../../../test/support/family-harness.ts';
import { StoreConflict } from '../../../kit/store/store.ts';
import family from '../family.ts';
import { findAccount } from '../links/link-access.ts';
import { linkKey } from '../links/records.ts';
import { plaidOf } from '../testing/plaid.ts';
import { applyChanges } from './apply.ts';

const harness = await familyUnderTest(family, { sandbox });
const plaid = plaidOf(harness);

it('a sync that has lost its lease writes nothing, so that removed transactions stay removed', async () => {
  const { who, account_id } = await plaid.linked();
  const call = harness.call(who);
  const { link } = await findAccount(call, { id: account_id, owner: who.owner });
  const known = await harness.read(`banking://${account_id}/transactions?limit=1`, who);
  const [{ transaction_id: id }] = known.transactions;
  const changes = {
    current: new Map(),
    removed: new Map([[id, account_id]]),
    accounts: [],
    cursor: 'later',
    history: 'complete' as const,
  };
  const apply = (lease: string) => applyChanges({ store: call.store, owner: who.owner, link, lease }, changes);
  await call.store.update(linkKey(who.owner, link.itemId), { set: { syncBy: 'the-newer-one' } });
  await expect(apply('the-older-one')).rejects.toBeInstanceOf(StoreConflict);
  expect(await harness.read(`banking://${account_id}/transactions?limit=1`, who)).toEqual(known);
  await apply('the-newer-one');
  expect(
    (await harness.read(`banking://${account_id}/transactions?limit=1`, who)).transactions[0].transaction_id,
  ).not.toBe(id);
});
