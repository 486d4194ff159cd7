import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openPlaidLab, type PlaidLab } from '../../../../test/support/plaid-lab.ts';
import { StoreConflict } from '../../../kit/store/store.ts';
import family from '../family.ts';
import { findAccount } from '../links/desk.ts';
import { linkKey } from '../links/records.ts';
import { applyChanges } from './apply.ts';

let lab: PlaidLab;
beforeAll(async () => {
  lab = await openPlaidLab(family);
});
afterAll(() => lab.stop());

it('a sync that was overtaken writes nothing more, so that nothing comes back that was removed', async () => {
  const { who, account_id } = await lab.linked();
  const call = lab.call(who);
  const { link } = await findAccount(call, { id: account_id, owner: who.owner });
  const known = await lab.read(`banking://${account_id}/transactions?limit=1`, who);
  const [{ transaction_id: id }] = known.transactions;
  const changes = { current: new Map(), removed: new Map([[id, account_id]]), accounts: [], cursor: 'later' };
  const apply = (lease: string) => applyChanges({ store: call.store, owner: who.owner, link, lease }, changes);
  await call.store.update(linkKey(who.owner, link.itemId), { set: { syncBy: 'the-newer-one' } });
  await expect(apply('the-older-one')).rejects.toBeInstanceOf(StoreConflict);
  expect(await lab.read(`banking://${account_id}/transactions?limit=1`, who)).toEqual(known);
  await apply('the-newer-one');
  expect((await lab.read(`banking://${account_id}/transactions?limit=1`, who)).transactions[0].transaction_id).not.toBe(
    id,
  );
});
