import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { testCall } from '../../../../test/support/test-call.ts';
import { familyStore } from '../../../kit/store/table-store.ts';
import { changeProfile, readProfile } from './store-profile.ts';

let database: TestDatabase;
let table: string;
beforeAll(async () => {
  database = await startDynamoDb();
  table = await database.table();
});
afterAll(() => database.stop());

/** A call whose seals tell what they are for; KMS itself is the sealer's own test. */
const call = (tenant = 'acme') =>
  testCall({
    store: familyStore({ client: database.client, table, indexes: [] }, tenant),
    seal: async (text, { purpose, owner }) => JSON.stringify([purpose, owner, text]),
    open: async (sealed, context) => {
      const [purpose, owner, text] = JSON.parse(sealed);
      if (purpose !== context.purpose || owner !== context.owner) throw new Error('sealed for something else');
      return text;
    },
  });

describe('a profile', () => {
  it('is empty if it was never written', async () => {
    expect(await readProfile(call(), 'test:nobody')).toEqual({ fields: {}, updatedAt: undefined });
  });

  it('sets the fields that are named, removes those that are null, and leaves the others unchanged', async () => {
    const owner = 'test:ada';
    await changeProfile(call(), { owner, change: { display_name: 'Ada', phone: '+4930123456', locale: 'en' } });
    const changed = await changeProfile(call(), { owner, change: { phone: null, display_name: 'Ada L.' } });
    expect(changed.fields).toEqual(['display_name', 'phone']);
    expect(await readProfile(call(), owner)).toEqual({
      fields: { display_name: 'Ada L.', locale: 'en' },
      updatedAt: changed.updatedAt,
    });
  });

  it('keeps both of two concurrent changes of different fields', async () => {
    const owner = 'test:busy';
    await Promise.all([
      changeProfile(call(), { owner, change: { display_name: 'Busy' } }),
      changeProfile(call(), { owner, change: { timezone: 'Europe/Berlin' } }),
    ]);
    expect((await readProfile(call(), owner)).fields).toEqual({ display_name: 'Busy', timezone: 'Europe/Berlin' });
  });

  it('is separate for people with the same id in two tenants', async () => {
    await changeProfile(call(), { owner: 'test:same', change: { display_name: 'Here' } });
    expect((await readProfile(call('other'), 'test:same')).fields).toEqual({});
  });
});
