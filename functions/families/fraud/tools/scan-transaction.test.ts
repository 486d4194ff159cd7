import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type CallOptions, dataOf, familyUnderTest } from '../../../../test/support/family-harness.ts';
import family from '../family.ts';
import { FraudSettings, sealed } from '../settings/settings.ts';
import { saveSettings } from '../settings/store.ts';
import { profileOf } from '../store/profiles.ts';

const harness = await familyUnderTest(family);

const daysAgo = (days: number, hour = 12) =>
  `${new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:00:00Z`;
const transaction = (facts: Record<string, unknown> = {}) => ({
  transaction_id: randomUUID(),
  amount: '20.00',
  currency: 'EUR',
  ...facts,
});
const scan = async (facts: Record<string, unknown> = {}, who: CallOptions = {}) =>
  dataOf(await harness.run('scan_transaction', { transaction_data: transaction(facts) }, who));
/** Ten ordinary days in Berlin, with one phone and one payee. */
async function settle(id: string, phone = `phone-of-${id}`): Promise<CallOptions> {
  for (let day = 12; day > 2; day -= 1) {
    const amount = `${20 + (day % 3)}.00`;
    const facts = { country: 'DE', latitude: 52.5, longitude: 13.4, device_id: phone, payee_id: 'DE-rent' };
    await scan({ amount, occurred_at: daysAgo(day), ...facts }, { owner: id });
  }
  return { owner: id };
}
const codesOf = ({ flags }: { flags: { code: string }[] }) => flags.map(({ code }) => code);

describe('a scan', () => {
  it('flags no usual transaction', async () => {
    const ada = await settle('test:usual');
    const scanned = await scan(
      { amount: '21.00', country: 'DE', device_id: 'phone-of-test:usual', payee_id: 'DE-rent' },
      ada,
    );
    expect(scanned).toMatchObject({ level: 'low', flagged: false, repeated: false });
    expect(scanned.risk_score).toBeLessThan(25);
  });

  it('gives the reasons of an unusual transaction: amount, device, payee, country and a place too far away', async () => {
    const ada = await settle('test:unusual');
    await scan({ occurred_at: daysAgo(1, 10), country: 'DE', latitude: 52.5, longitude: 13.4 }, ada);
    const facts = { country: 'BR', latitude: -23.5, longitude: -46.6, device_id: 'other', payee_id: 'BR-1' };
    const scanned = await scan({ amount: '900.00', occurred_at: daysAgo(1, 11), ...facts }, ada);
    expect(scanned).toMatchObject({ level: 'critical', flagged: true, risk_score: 100 });
    expect(codesOf(scanned)).toEqual(
      expect.arrayContaining([
        'AMOUNT_UNUSUAL',
        'AMOUNT_ABOVE_LARGEST',
        'IMPOSSIBLE_TRAVEL',
        'NEW_COUNTRY',
        'NEW_DEVICE',
        'NEW_PAYEE',
        'ROUND_AMOUNT',
      ]),
    );
    const travel = scanned.flags.find(({ code }: { code: string }) => code === 'IMPOSSIBLE_TRAVEL');
    expect(travel.evidence).toMatchObject({ hours: 1 });
    expect(travel.evidence.km).toBeGreaterThan(10_000);
  });

  it('finds amounts that are split to stay below a reporting limit', async () => {
    const who = { owner: 'test:split' };
    const splits = [];
    for (let day = 3; day > 0; day -= 1) splits.push(await scan({ amount: '9900.00', occurred_at: daysAgo(day) }, who));
    expect(splits.map((one) => codesOf(one).includes('JUST_BELOW_LIMIT'))).toEqual([false, true, true]);
    expect(splits.map(({ level }) => level)).toEqual(['insufficient_history', 'insufficient_history', 'medium']);
  });

  it('counts a transaction once, even if it is sent several times at the same moment', async () => {
    const who = { owner: 'test:once' };
    const transaction_data = transaction();
    const scans = await Promise.all(
      Array.from({ length: 5 }, () => harness.run('scan_transaction', { transaction_data }, who)),
    );
    const again = await harness.run('scan_transaction', { transaction_data }, who);
    expect(scans.map(dataOf).filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(dataOf(again)).toMatchObject({ repeated: true, transaction_id: transaction_data.transaction_id });
    const { days } = await profileOf(harness.call().store, who.owner);
    expect(days.map(({ count, sum }) => [count, sum])).toEqual([[1, 2000]]);
  });

  it('refuses an id that was scanned with other facts', async () => {
    const { transaction_id } = await scan({}, { owner: 'test:other-facts' });
    await expect(scan({ transaction_id, amount: '20.01' }, { owner: 'test:other-facts' })).rejects.toMatchObject({
      code: 'E2007',
      details: { field: 'transaction_data.transaction_id' },
    });
  });

  it('counts all of several simultaneous transactions', async () => {
    const who = { owner: 'test:many' };
    await Promise.all(Array.from({ length: 4 }, () => scan({}, who)));
    const { days } = await profileOf(harness.call().store, who.owner);
    expect(days.reduce((sum, { count }) => sum + count, 0)).toBe(4);
  });

  it('never adds up two currencies', async () => {
    const who = await settle('test:currencies');
    const yen = await scan({ amount: 3_000, currency: 'JPY' }, who);
    expect(codesOf(yen)).not.toContain('AMOUNT_UNUSUAL');
  });

  it.each([
    [{ amount: 20.505 }, 'transaction_data.amount'],
    [{ amount_minor: 2_050 }, 'transaction_data.amount_minor'],
    [{ amount: '-1' }, 'transaction_data.amount'],
    [{ currency: 'EUX' }, 'transaction_data.currency'],
    [{ latitude: 52.5 }, 'transaction_data.longitude'],
    [{ latitude: 91, longitude: 0 }, 'transaction_data.latitude'],
    [{ occurred_at: '2099-01-01T00:00:00Z' }, 'transaction_data.occurred_at'],
    [{ occurred_at: daysAgo(40) }, 'transaction_data.occurred_at'],
    [{ country: 'Germany' }, 'transaction_data.country'],
    [{ country: 'XX' }, 'transaction_data.country'],
    [{ address: 'x' }, 'transaction_data.address'],
    [{ merchant_category_code: '5411' }, 'transaction_data.merchant_id'],
    [{ transaction_id: 'a b' }, 'transaction_data.transaction_id'],
    [{ colour: 'red' }, 'transaction_data.colour'],
  ])('refuses %j, and the error names %s', async (facts, field) => {
    await expect(scan(facts, { owner: 'test:refused' })).rejects.toMatchObject({ details: { field } });
    expect((await profileOf(harness.call().store, 'test:refused')).days).toEqual([]);
  });

  it('stays critical for an account that is emptied four times, and low for its customer afterwards', async () => {
    const ada = await settle('test:emptied');
    const thief = {
      amount: '900.00',
      country: 'BR',
      latitude: -23.5,
      longitude: -46.6,
      device_id: 'other',
      payee_id: 'BR-1',
    };
    const levels = [];
    for (let time = 0; time < 4; time += 1) levels.push((await scan(thief, ada)).level);
    expect(levels).toEqual(['critical', 'critical', 'critical', 'critical']);
    const own = {
      amount: '21.00',
      country: 'DE',
      latitude: 52.5,
      longitude: 13.4,
      device_id: 'phone-of-test:emptied',
      payee_id: 'DE-rent',
    };
    expect(await scan(own, ada)).toMatchObject({ level: 'low', flagged: false });
  });

  it('says that a first payment has no history, and flags one of a million', async () => {
    expect(await scan({ amount: '50.00' }, { owner: 'test:first' })).toMatchObject({ level: 'insufficient_history' });
    const million = await scan({ amount: '1000000.00' }, { owner: 'test:million' });
    expect(million).toMatchObject({ flagged: true, level: 'high', flags: [{ code: 'ABOVE_LIMIT' }] });
  });

  it('notices a device, a card and an address that several customers share, however the address is written', async () => {
    const shared = { device_id: 'shared-1', card_fingerprint: 'card-1' };
    const scans = [];
    for (const [index, address] of [
      '1, Long Road',
      '1 long road',
      ' 1 LONG ROAD. ',
      '1 Long Road',
      '1 Long road.',
    ].entries()) {
      scans.push(codesOf(await scan({ ...shared, address }, { owner: `test:shared-${index}` })));
    }
    expect(scans).toEqual([
      [],
      ['SHARED_CARD'],
      ['SHARED_CARD', 'SHARED_DEVICE'],
      ['SHARED_CARD', 'SHARED_DEVICE'],
      ['SHARED_CARD', 'SHARED_DEVICE', 'SHARED_ADDRESS'],
    ]);
  });

  it('uses the settings of its tenant from the next scan on', async () => {
    const who = { owner: 'test:settings', tenant: 'test-settings' };
    const { store } = harness.call(who);
    const settings = FraudSettings.parse({ deny: { payees: ['mule'] }, limits: { EUR: { absolute: '500' } } });
    expect(await scan({ payee_id: 'mule', amount: '600.00' }, who)).toMatchObject({ level: 'insufficient_history' });
    await saveSettings(store, { settings: sealed(settings, who.tenant), reason: 'test', now: Date.now() });
    expect(codesOf(await scan({ payee_id: 'mule', amount: '600.00' }, who))).toEqual(['DENY_LISTED', 'ABOVE_LIMIT']);
    expect(await scan({ payee_id: 'mule' }, { owner: who.owner })).toMatchObject({ level: 'insufficient_history' });
  });

  it('stores no ids of payees and devices in clear', async () => {
    await scan({ payee_id: 'ACCOUNT-4711', device_id: 'DEVICE-4711' }, { owner: 'test:names' });
    const profile = JSON.stringify(await profileOf(harness.call().store, 'test:names'));
    expect(profile).not.toContain('4711');
  });
});
