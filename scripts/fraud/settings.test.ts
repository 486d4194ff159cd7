import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FraudSettings, policyOf, sealed } from '../../functions/families/fraud/settings/settings.ts';
import { liveSettings, saveSettings, settingsHistory } from '../../functions/families/fraud/settings/store.ts';
import { scan } from '../../functions/families/fraud/store/history.ts';
import { backgroundStore, type FamilyTable } from '../../functions/kit/store/table-store.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { familyTable } from '../../test/support/family-stores.ts';
import { backtest, backtestTable } from './backtest.ts';
import { readSettings } from './settings-commands.ts';
import { storedScans } from './stored-scans.ts';

let database: TestDatabase;
let table: FamilyTable;
let folder: string;
beforeAll(async () => {
  database = await startDynamoDb();
  table = await familyTable(database, []);
  folder = await mkdtemp(join(tmpdir(), 'fraud-settings-'));
});
afterAll(async () => {
  database.stop();
  await rm(folder, { recursive: true });
});

const NOW = Date.UTC(2026, 5, 15, 12);

describe('stored settings of scoring', () => {
  it('hold as the newest version, with the versions before them', async () => {
    const store = backgroundStore(table).of('versions');
    await saveSettings(store, { settings: { hold_days: 3 }, reason: 'first', now: NOW });
    await saveSettings(store, { settings: { hold_days: 5 }, reason: 'second', now: NOW });
    expect(await liveSettings(store)).toMatchObject({ version: 2, settings: { hold_days: 5 } });
    expect((await settingsHistory(store)).map(({ version, reason }) => [version, reason])).toEqual([
      [2, 'second'],
      [1, 'first'],
    ]);
  });

  it('have no payee or device in clear, and amounts in minor units of their currency', () => {
    const settings = sealed(FraudSettings.parse({ deny: { payees: ['DE-4711'], countries: ['KP'] } }), 'acme');
    expect(JSON.stringify(settings)).not.toContain('4711');
    expect(settings.deny?.countries).toEqual(['KP']);
    const { limits } = policyOf({ limits: { JPY: { absolute: '2000000' }, KWD: { absolute: '1000.500' } } });
    expect([limits.JPY?.absolute, limits.KWD?.absolute, limits.USD?.absolute]).toEqual([
      2_000_000, 1_000_500, 1_000_000,
    ]);
  });

  it.each([
    ['{"levels":{"medium":50,"high":40,"critical":75}}', 'has to rise'],
    ['{"rules":{"NEW_DEVISE":0}}', 'NEW_DEVISE'],
    ['{"deny":{"countries":["UK"]}}', 'no country "UK"'],
    ['{"colour":1}', 'colour'],
    ['levels', 'not JSON'],
  ])('are refused if they are %s', async (content, reason) => {
    const file = join(folder, 'settings.json');
    await writeFile(file, content);
    expect(() => readSettings(file)).toThrow(reason);
  });
});

describe('a back-test', () => {
  it('scores the stored scans of a tenant again by the candidate', async () => {
    const store = backgroundStore(table).of('acme');
    for (let day = 10; day > 0; day -= 1) {
      const transaction = {
        id: `t${day}`,
        at: NOW - day * 86_400_000,
        amountMinor: 2_000,
        currency: 'EUR',
        device: 'own',
      };
      await scan(store, { owner: 'ada', transaction, digest: `d${day}`, now: NOW });
    }
    const stranger = { id: 'new', at: NOW, amountMinor: 2_400, currency: 'EUR', device: 'stranger' };
    await scan(store, { owner: 'ada', transaction: stranger, digest: 'n', now: NOW });
    const scans = await storedScans(table, 'acme');
    expect(await storedScans(table, 'other')).toEqual([]);
    const levels = { medium: 10, high: 50, critical: 75 };
    const result = await backtest(scans, { live: {}, candidate: { levels } });
    expect(result).toMatchObject({ scans: 11, live: { alerts: 0 }, candidate: { alerts: 1 } });
    expect(backtestTable(result)).toMatch(/alerts +0 +1/);
  });
});
