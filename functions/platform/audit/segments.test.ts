import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NO_HEAD } from '../../../schemas/sealed-audit.ts';
import { keyPair, sealWindowInto, signerWith } from '../../../test/support/sealed-windows.ts';
import { type ToSeal, unpackRecords } from './chain.ts';
import { hashOfHead } from './head.ts';
import { verifySeal } from './verify-seal.ts';
import { segmentKey, windowAfter, windowOf } from './windows.ts';

const START = Date.parse('2026-11-21T10:00:00.000Z');
const FIRST = windowOf(START);
const SECOND = windowAfter(FIRST);
const format = 'manifold-audit-3';

const event = (place: number, late = false): ToSeal => ({
  late,
  event: {
    tenant: 'acme',
    callId: `call-${place}`,
    phase: 'outcome',
    at: new Date(START + place * 1000).toISOString(),
    principal: 'p_invented',
  },
});

const pair = keyPair();
const signer = signerWith(pair);
let sealed: Map<string, Uint8Array>;
let objects: Map<string, Uint8Array>;
beforeAll(async () => {
  sealed = new Map();
  const bounds = { records: 2, bytes: 1_000_000 };
  const events = [0, 1, 2, 3, 4].map((place) => event(place));
  const sealing = { format, signer, bounds } as const;
  const { head } = await sealWindowInto(sealed, { ...sealing, window: FIRST, events, previousHead: NO_HEAD });
  const later = [event(300), event(301), event(7, true)];
  const previousHead = hashOfHead(head);
  await sealWindowInto(sealed, { ...sealing, window: SECOND, events: later, previousHead });
});
beforeEach(() => {
  objects = new Map(sealed);
});

async function faults() {
  const found = [];
  const reader = { object: async (key: string) => objects.get(key) };
  const check = { reader, publicKey: pair.publicKey, from: FIRST.from, to: SECOND.to };
  for await (const { fault } of verifySeal(check)) if (fault) found.push(fault);
  return found;
}
const take = (segment: number) => objects.get(segmentKey(FIRST, segment)) ?? new Uint8Array();
const put = (segment: number, object: Uint8Array) => objects.set(segmentKey(FIRST, segment), object);

describe('a window in several segments', () => {
  it('has records that are numbered and chained through all of them', async () => {
    const records = [0, 1, 2].flatMap((segment) => unpackRecords(take(segment)));
    expect(records.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(records.slice(1).map(({ previous }) => previous)).toEqual(records.slice(0, -1).map(({ hash }) => hash));
    expect(await faults()).toEqual([]);
  });

  it('ends a segment at its bound of bytes', async () => {
    const into = new Map<string, Uint8Array>();
    const events = [event(0), event(1)];
    const bounds = { records: 100, bytes: 10 };
    await sealWindowInto(into, { format, signer, window: FIRST, events, previousHead: NO_HEAD, bounds });
    expect([...into.keys()].filter((key) => key.includes('/records/'))).toHaveLength(2);
  });

  it.each([0, 1, 2])('is not whole without its segment %i', async (segment) => {
    objects.delete(segmentKey(FIRST, segment));
    const sentence = expect.stringContaining(segmentKey(FIRST, segment));
    expect(await faults()).toMatchObject([{ window: FIRST, kind: 'missing', sentence }]);
  });

  it('is not whole if two segments were swapped', async () => {
    const [first, second] = [take(0), take(1)];
    put(0, second);
    put(1, first);
    expect(await faults()).toMatchObject([{ window: FIRST, kind: 'missing', record: 0 }]);
  });

  it('is not whole if a segment was put in twice', async () => {
    put(3, take(2));
    expect(await faults()).toMatchObject([{ window: FIRST, kind: 'foreign' }]);
  });

  it('is not whole if records stand in another order than the sealer writes, even with a good chain', async () => {
    const events = [event(1), event(0)];
    await sealWindowInto(objects, { format, signer, window: FIRST, events, previousHead: NO_HEAD });
    expect((await faults())[0]).toMatchObject({ window: FIRST, sentence: expect.stringContaining('out of order') });
  });

  it('shows a late record whose event its own window has', async () => {
    const events = [event(300), event(3, true)];
    const { head } = await sealWindowInto(new Map(), {
      format,
      signer,
      window: FIRST,
      events: [0, 1, 2, 3, 4].map((place) => event(place)),
      previousHead: NO_HEAD,
      bounds: { records: 2, bytes: 1_000_000 },
    });
    const previousHead = hashOfHead(head);
    objects.delete(segmentKey(SECOND, 1));
    await sealWindowInto(objects, { format, signer, window: SECOND, events, previousHead });
    expect(await faults()).toMatchObject([{ window: SECOND, kind: 'doubled', record: 1 }]);
  });
});
