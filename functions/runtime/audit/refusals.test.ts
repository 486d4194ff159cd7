import { beforeEach, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import { type Refusal, refusalRecorder } from './refusals.ts';

const REFUSAL: Refusal = {
  operation: 'auth/refused',
  target: 'unknown API key',
  errorCode: 'E1002',
  correlationId: 'request-1',
  sourceIp: '203.0.113.7',
};

let events: AuditEvent[];
let now: number;
let refused: (refusal: Refusal) => Promise<void>;
beforeEach(() => {
  events = [];
  now = Date.parse('2026-11-21T10:00:00.000Z');
  refused = refusalRecorder({ record: async (event) => void events.push(event) }, () => now);
});

it('the first refusal of a kind is written at once, with the address masked', async () => {
  await refused(REFUSAL);
  expect(events).toMatchObject([
    { operation: 'auth/refused', target: 'unknown API key', outcome: 'refused', errorCode: 'E1002', count: 1 },
  ]);
  expect(events[0]).toMatchObject({ tenant: 'platform', principal: 'anonymous', address: '203.0.113.0/24' });
});

it('a flood is one event a minute, which says how many there were', async () => {
  for (let count = 0; count < 500; count += 1) await refused(REFUSAL);
  now += 60_000;
  await refused(REFUSAL);
  expect(events.map(({ count }) => count)).toEqual([1, 500]);
});

it('kinds and principals are kept apart', async () => {
  const principal = { id: 'issuer:ada', tenant: 'acme', credential: 'key' };
  await refused(REFUSAL);
  await refused({ ...REFUSAL, target: 'token revoked' });
  await refused({ ...REFUSAL, principal });
  await refused({ ...REFUSAL, principal: { ...principal, tenant: 'globex' } });
  expect(events.map(({ tenant, target }) => `${tenant}: ${target}`)).toEqual([
    'platform: unknown API key',
    'platform: token revoked',
    'acme: unknown API key',
    'globex: unknown API key',
  ]);
});

it('a trail that is away changes no refusal', async () => {
  const away = refusalRecorder({ record: () => Promise.reject(new Error('away')) });
  await expect(away(REFUSAL)).resolves.toBeUndefined();
});
