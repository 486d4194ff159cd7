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

it('writes the first refusal of a kind at once, with the address masked', async () => {
  await refused(REFUSAL);
  expect(events).toMatchObject([
    { operation: 'auth/refused', target: 'unknown API key', outcome: 'refused', errorCode: 'E1002', count: 1 },
  ]);
  expect(events[0]).toMatchObject({ tenant: 'platform', principal: 'anonymous', address: '203.0.113.0/24' });
});

it('writes one event a minute for a flood of refusals, with their number', async () => {
  for (let count = 0; count < 500; count += 1) await refused(REFUSAL);
  now += 60_000;
  await refused(REFUSAL);
  expect(events.map(({ count }) => count)).toEqual([1, 500]);
});

it('writes refusals of other kinds and principals as events of their own', async () => {
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

it('writes refusals of another address as events of their own, so that a flood hides no other', async () => {
  for (let count = 0; count < 100; count += 1) await refused(REFUSAL);
  await refused({ ...REFUSAL, sourceIp: '198.51.100.1' });
  await refused({ ...REFUSAL, sourceIp: '203.0.113.200' });
  expect(events.map(({ address }) => address)).toEqual(['203.0.113.0/24', '198.51.100.0/24']);
});

it('writes one event for all addresses beyond the twentieth', async () => {
  for (let net = 0; net < 250; net += 1) await refused({ ...REFUSAL, sourceIp: `10.0.${net}.1` });
  expect(events).toHaveLength(21);
  now += 60_000;
  for (let net = 0; net < 250; net += 1) await refused({ ...REFUSAL, sourceIp: `10.1.${net}.1` });
  expect(events.slice(21).map(({ count }) => count)).toContain(230);
});

it('writes one event for all kinds beyond a thousand, and forgets no kind of the last minute', async () => {
  for (let kind = 0; kind < 3_000; kind += 1) await refused({ ...REFUSAL, target: `kind ${kind}` });
  expect(events.length).toBeLessThanOrEqual(1_001);
  const before = events.length;
  await refused({ ...REFUSAL, target: 'kind 1' });
  expect(events).toHaveLength(before);
  now += 60_000;
  await refused({ ...REFUSAL, target: 'another kind' });
  expect(events.at(-1)).toMatchObject({ target: 'another kind', count: 1 });
});

it('writes refusals for other reasons as events of their own, with the details of the first', async () => {
  await refused({ ...REFUSAL, reason: 'one', details: { argumentsProjection: { error: 'one' } } });
  await refused({ ...REFUSAL, reason: 'two', details: { argumentsProjection: { error: 'two' } } });
  await refused({ ...REFUSAL, reason: 'two', details: { argumentsProjection: { error: 'three' } } });
  expect(events.map(({ argumentsProjection }) => argumentsProjection)).toEqual([{ error: 'one' }, { error: 'two' }]);
});

it('refuses all the same if the trail does not answer', async () => {
  const away = refusalRecorder({ record: () => Promise.reject(new Error('away')) });
  await expect(away(REFUSAL)).resolves.toBeUndefined();
});
