import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NO_HEAD, type SealedRecord } from '../../../schemas/sealed-audit.ts';
import { chainRecords, inSealedOrder, packRecords, type ToSeal, unpackRecords } from './chain.ts';
import { fingerprintOf, type HeadSigner, hashOfHead, isSignedBy, packHead, parseHead, signHead } from './head.ts';
import { verifySeal } from './verify-seal.ts';
import { objectKeys, type SealWindow, windowAfter, windowOf } from './windows.ts';

const START = Date.parse('2026-11-21T10:00:00.000Z');
const WINDOWS: SealWindow[] = [windowOf(START)];
for (let index = 1; index < 4; index += 1) WINDOWS.push(windowAfter(WINDOWS[index - 1] ?? windowOf(START)));
const [FIRST, SECOND, EMPTY, LAST] = WINDOWS as [SealWindow, SealWindow, SealWindow, SealWindow];

let publicKey: KeyObject;
let signer: HeadSigner;
let objects: Map<string, Uint8Array>;
/** The bucket as it was sealed; each test alters a copy. */
let sealed: Map<string, Uint8Array>;

const signerWith = (pair: { publicKey: KeyObject; privateKey: KeyObject }): HeadSigner => ({
  fingerprint: async () => fingerprintOf(pair.publicKey),
  sign: async (message) => sign('sha256', message, pair.privateKey),
});
const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const eventAt = (window: SealWindow, place: number): ToSeal => ({
  late: false,
  event: {
    tenant: 'acme',
    callId: createHash('sha256').update(`${window.from} ${place}`).digest('hex').slice(0, 8),
    phase: 'outcome',
    at: new Date(window.from + place * 1000).toISOString(),
    principal: 'p_invented',
    target: 'verify_pan',
  },
});

async function seal(window: SealWindow, events: ToSeal[], previousHead: string): Promise<string> {
  const records = chainRecords(inSealedOrder(events), previousHead);
  const object = records.length > 0 ? packRecords(records) : undefined;
  const head = await signHead({ stage: 'test', window, records, object, previousHead, now: window.to }, signer);
  const keys = objectKeys(window);
  if (object) sealed.set(keys.records, object);
  sealed.set(keys.head, packHead(head));
  return hashOfHead(head.head);
}

beforeAll(async () => {
  const pair = keyPair();
  publicKey = pair.publicKey;
  signer = signerWith(pair);
  sealed = new Map();
  let head = await seal(FIRST, [eventAt(FIRST, 0), eventAt(FIRST, 1), eventAt(FIRST, 2)], NO_HEAD);
  head = await seal(SECOND, [eventAt(SECOND, 0), { ...eventAt(FIRST, 9), late: true }], head);
  head = await seal(EMPTY, [], head);
  await seal(LAST, [eventAt(LAST, 0), eventAt(LAST, 1)], head);
});
beforeEach(() => {
  objects = new Map(sealed);
});

async function faults(range: { from?: number; to?: number; publicKey?: KeyObject } = {}) {
  const found = [];
  const reader = { object: async (key: string) => objects.get(key) };
  for await (const { fault } of verifySeal({ reader, publicKey, from: FIRST.from, to: LAST.to, ...range })) {
    if (fault) found.push(fault);
  }
  return found;
}

const recordsOf = (window: SealWindow) => unpackRecords(objects.get(objectKeys(window).records) ?? new Uint8Array());
const putRecords = (window: SealWindow, records: SealedRecord[]) =>
  objects.set(objectKeys(window).records, packRecords(records));

/** What somebody does who can write to the bucket, but not sign: chains anew from a record on. */
function rehash(records: SealedRecord[], previousHead: string): SealedRecord[] {
  return chainRecords(
    records.map(({ event, late }) => ({ event, late: late === true })),
    previousHead,
  );
}

describe('the sealed copy', () => {
  it('is whole as it was sealed, late events and empty windows included', async () => {
    expect(await faults()).toEqual([]);
  });

  it('is whole from a later window on, since the head before that is there', async () => {
    expect(await faults({ from: EMPTY.from })).toEqual([]);
  });

  it('names a record of which one byte was altered', async () => {
    const records = recordsOf(FIRST);
    const lines = records.map((record) => JSON.stringify(record));
    const altered = lines.map((line, index) => (index === 1 ? line.replace('verify_pan', 'verify_pam') : line));
    putRecords(
      FIRST,
      altered.map((line) => JSON.parse(line)),
    );
    expect(await faults()).toMatchObject([
      {
        window: FIRST,
        kind: 'broken',
        record: 1,
        sentence: expect.stringContaining(`call ${records[1]?.event.callId}`),
      },
    ]);
  });

  /** The second line of the first window, written otherwise with the same meaning. */
  const rewritten: [string, (line: string) => string][] = [
    ['with a key twice', (line) => line.replace('"event":{', '"event":{"target":"other",')],
    ['with its hash twice', (line) => line.replace('{', `{"hash":"${'0'.repeat(64)}",`)],
    ['with a blank', (line) => line.replace(',"event"', ', "event"')],
    ['with a blank at its end', (line) => `${line} `],
    ['with an escape', (line) => line.replace('verify_pan', '\\u0076erify_pan')],
    ['with members in another order', (line) => line.replace(/^\{(.*),("hash":"\w+")\}$/, '{$2,$1}')],
  ];
  it.each(rewritten)('names a record that was written %s', async (_how, rewrite) => {
    const key = objectKeys(FIRST).records;
    const lines = gunzipSync(objects.get(key) ?? '')
      .toString()
      .split('\n');
    const altered = lines.map((line, place) => (place === 1 ? rewrite(line) : line));
    expect(altered).not.toEqual(lines);
    objects.set(key, gzipSync(altered.join('\n'), { level: 9 }));
    expect(await faults()).toMatchObject([{ window: FIRST, kind: 'broken' }]);
  });

  it('finds any byte that was altered, in records and in heads', async () => {
    for (const key of [objectKeys(FIRST).records, objectKeys(SECOND).head]) {
      const object = sealed.get(key) ?? new Uint8Array();
      for (let place = 0; place < object.length; place += 1) {
        objects = new Map(sealed);
        objects.set(
          key,
          Uint8Array.from(object, (byte, at) => (at === place ? byte ^ 1 : byte)),
        );
        expect([key, place, (await faults()).length > 0]).toEqual([key, place, true]);
      }
    }
  });

  it('refuses a signature that is spelt otherwise in base64', () => {
    const signed = parseHead(sealed.get(objectKeys(SECOND).head) ?? new Uint8Array());
    if (!signed) throw new Error('There is no head.');
    expect(isSignedBy(signed, publicKey)).toBe(true);
    const { head, signature } = signed;
    expect(isSignedBy({ head, signature: `${signature}\n` }, publicKey)).toBe(false);
    expect(isSignedBy({ head, signature: signature.replaceAll('=', '') }, publicKey)).toBe(!signature.includes('='));
    expect(isSignedBy({ head, signature: signature.replace(/^./, '$& ') }, publicKey)).toBe(false);
  });

  it('names a head with a blank in it', async () => {
    const { head } = objectKeys(SECOND);
    const text = Buffer.from(objects.get(head) ?? '').toString();
    objects.set(head, Buffer.from(text.replace(',', ', ')));
    expect((await faults())[0]).toMatchObject({ window: SECOND, sentence: expect.stringContaining('not written') });
  });

  it('names a record that is missing', async () => {
    putRecords(
      FIRST,
      recordsOf(FIRST).filter(({ index }) => index !== 1),
    );
    expect(await faults()).toMatchObject([{ window: FIRST, kind: 'missing', record: 1 }]);
  });

  it('names the last record where that is missing', async () => {
    putRecords(LAST, recordsOf(LAST).slice(0, -1));
    expect(await faults()).toMatchObject([{ window: LAST, kind: 'missing', record: 1 }]);
  });

  it('names a record that is there twice', async () => {
    const [first, ...rest] = recordsOf(FIRST);
    if (first) putRecords(FIRST, [first, first, ...rest]);
    expect(await faults()).toMatchObject([{ window: FIRST, kind: 'doubled', record: 1 }]);
  });

  it('names an event that was sealed in two windows', async () => {
    const head = parseHead(objects.get(objectKeys(EMPTY).head) ?? new Uint8Array());
    const records = chainRecords(
      [eventAt(LAST, 0), { ...eventAt(FIRST, 0), late: true }],
      head ? hashOfHead(head.head) : '',
    );
    const signed = await signHead(
      { stage: 'test', window: LAST, records, previousHead: head ? hashOfHead(head.head) : '', now: 0 },
      signer,
    );
    putRecords(LAST, records);
    objects.set(objectKeys(LAST).head, packHead(signed));
    expect(await faults()).toMatchObject([{ window: LAST, kind: 'doubled', record: 1 }]);
  });

  it('names an object that was cut off', async () => {
    const { records } = objectKeys(FIRST);
    objects.set(records, (objects.get(records) ?? new Uint8Array()).slice(0, -12));
    expect(await faults()).toMatchObject([
      { window: FIRST, kind: 'broken', sentence: expect.stringContaining('cut off') },
    ]);
  });

  it('names an object that is gone, and one where none belongs', async () => {
    const records = objectKeys(FIRST).records;
    objects.set(objectKeys(EMPTY).records, objects.get(records) ?? new Uint8Array());
    objects.delete(records);
    expect(await faults()).toMatchObject([
      { window: FIRST, kind: 'missing' },
      { window: EMPTY, kind: 'foreign' },
    ]);
  });

  it('is not fooled by a chain that was made anew: the head names another last record', async () => {
    const altered = recordsOf(FIRST).map((record) => ({ ...record, event: { ...record.event, target: 'other' } }));
    putRecords(FIRST, rehash(altered, NO_HEAD));
    expect(await faults()).toMatchObject([{ window: FIRST, kind: 'broken', record: 0 }]);
  });

  it('is not fooled by a chain and heads that were made anew: nobody else can sign', async () => {
    const forger = signerWith(keyPair());
    const records = rehash(recordsOf(FIRST).slice(0, 2), NO_HEAD);
    const forged = await signHead({ stage: 'test', window: FIRST, records, previousHead: NO_HEAD, now: 0 }, forger);
    putRecords(FIRST, records);
    objects.set(objectKeys(FIRST).head, packHead(forged));
    expect((await faults())[0]).toMatchObject({
      window: FIRST,
      kind: 'broken',
      sentence: expect.stringContaining('names the key'),
    });
    const honest = { ...forged, head: { ...forged.head, keyFingerprint: fingerprintOf(publicKey) } };
    objects.set(objectKeys(FIRST).head, packHead(honest));
    expect((await faults())[0]).toMatchObject({ window: FIRST, sentence: expect.stringContaining('signature') });
  });

  it('names the last window where that is missing', async () => {
    objects.delete(objectKeys(LAST).head);
    objects.delete(objectKeys(LAST).records);
    expect(await faults()).toMatchObject([{ window: LAST, kind: 'missing' }]);
  });

  it('names the first windows where they are missing', async () => {
    objects.delete(objectKeys(FIRST).head);
    objects.delete(objectKeys(FIRST).records);
    expect(await faults({ from: SECOND.from })).toMatchObject([{ window: SECOND, kind: 'missing' }]);
  });

  it('names an empty window that is missing, and says no more of those after it than is known', async () => {
    objects.delete(objectKeys(EMPTY).head);
    expect(await faults()).toMatchObject([{ window: EMPTY, kind: 'missing' }]);
  });

  it('names windows that were swapped', async () => {
    for (const kind of ['head', 'records'] as const) {
      const [one, other] = [objectKeys(FIRST)[kind], objectKeys(LAST)[kind]];
      const [first, last] = [objects.get(one), objects.get(other)];
      if (first && last) objects.set(one, last).set(other, first);
    }
    expect((await faults())[0]).toMatchObject({ window: FIRST, sentence: expect.stringContaining('swapped') });
  });

  it('is refused as a whole by another key', async () => {
    expect(await faults({ publicKey: keyPair().publicKey })).toHaveLength(WINDOWS.length);
  });
});
