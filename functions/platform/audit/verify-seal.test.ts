import { createHash, type KeyObject } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NO_HEAD, type SealedRecord, type SignedHead } from '../../../schemas/sealed-audit.ts';
import {
  chained,
  firstRecordsKey,
  keyPair,
  packed,
  type SealedFormat,
  sealWindowInto,
  signerWith,
} from '../../../test/support/sealed-windows.ts';
import { type ToSeal, unpackRecords } from './chain.ts';
import { fingerprintOf, type HeadSigner, hashOfHead, isSignedBy, packHead, parseHead } from './head.ts';
import { verifySeal } from './verify-seal.ts';
import { headKey, type SealWindow, windowAfter, windowOf } from './windows.ts';

const START = Date.parse('2026-11-21T10:00:00.000Z');
const WINDOWS: SealWindow[] = [windowOf(START)];
for (let index = 1; index < 4; index += 1) WINDOWS.push(windowAfter(WINDOWS[index - 1] ?? windowOf(START)));
const [FIRST, SECOND, EMPTY, LAST] = WINDOWS as [SealWindow, SealWindow, SealWindow, SealWindow];

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

describe.each<SealedFormat>(['manifold-audit-2', 'manifold-audit-3'])('a sealed copy of the format %s', (format) => {
  let publicKey: KeyObject;
  let signer: HeadSigner;
  let objects: Map<string, Uint8Array>;
  /** The bucket as it was sealed; each test alters a copy. */
  let sealed: Map<string, Uint8Array>;

  const recordsKey = (window: SealWindow) => firstRecordsKey(format, window);
  const seal = async (window: SealWindow, events: ToSeal[], previousHead: string, into = sealed, by = signer) =>
    sealWindowInto(into, { format, window, events, previousHead, signer: by });

  beforeAll(async () => {
    const pair = keyPair();
    publicKey = pair.publicKey;
    signer = signerWith(pair);
    sealed = new Map();
    let head = await seal(FIRST, [eventAt(FIRST, 0), eventAt(FIRST, 1), eventAt(FIRST, 2)], NO_HEAD);
    head = await seal(SECOND, [eventAt(SECOND, 0), { ...eventAt(FIRST, 9), late: true }], hashOfHead(head.head));
    head = await seal(EMPTY, [], hashOfHead(head.head));
    await seal(LAST, [eventAt(LAST, 0), eventAt(LAST, 1)], hashOfHead(head.head));
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

  const recordsOf = (window: SealWindow) => unpackRecords(objects.get(recordsKey(window)) ?? new Uint8Array());
  const putRecords = (window: SealWindow, records: SealedRecord[]) => objects.set(recordsKey(window), packed(records));
  const headAt = (window: SealWindow): SignedHead => {
    const head = parseHead(objects.get(headKey(window)) ?? new Uint8Array());
    if (!head) throw new Error('There is no head.');
    return head;
  };

  /** A chain made anew, by an attacker who can write to the bucket and cannot sign. */
  function rehash(records: SealedRecord[], previousHead: string): SealedRecord[] {
    return chained(
      records.map(({ event, late }) => ({ event, late: late === true })),
      previousHead,
    );
  }

  it('is whole as it was sealed, with late events and empty windows', async () => {
    expect(await faults()).toEqual([]);
  });

  it('is whole from a later window on, because the head before it is there', async () => {
    expect(await faults({ from: EMPTY.from })).toEqual([]);
  });

  it('makes the verifier name a record in which one byte was altered', async () => {
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
    ['with a member twice', (line) => line.replace('"event":{', '"event":{"target":"other",')],
    ['with its hash twice', (line) => line.replace('{', `{"hash":"${'0'.repeat(64)}",`)],
    ['with a blank', (line) => line.replace(',"event"', ', "event"')],
    ['with a blank at its end', (line) => `${line} `],
    ['with an escape', (line) => line.replace('verify_pan', '\\u0076erify_pan')],
    ['with members in another order', (line) => line.replace(/^\{(.*),("hash":"\w+")\}$/, '{$2,$1}')],
  ];
  it.each(rewritten)('makes the verifier name a record that was written %s', async (_how, rewrite) => {
    const key = recordsKey(FIRST);
    const lines = gunzipSync(objects.get(key) ?? '')
      .toString()
      .split('\n');
    const altered = lines.map((line, place) => (place === 1 ? rewrite(line) : line));
    expect(altered).not.toEqual(lines);
    objects.set(key, gzipSync(altered.join('\n'), { level: 9 }));
    expect(await faults()).toMatchObject([{ window: FIRST, kind: 'broken' }]);
  });

  it('shows any byte that was altered, in records and in heads', async () => {
    for (const key of [recordsKey(FIRST), headKey(SECOND)]) {
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

  it('counts a signature in another spelling of base64 as invalid', () => {
    const signed = headAt(SECOND);
    expect(isSignedBy(signed, publicKey)).toBe(true);
    const { head, signature } = signed;
    expect(isSignedBy({ head, signature: `${signature}\n` }, publicKey)).toBe(false);
    expect(isSignedBy({ head, signature: signature.replaceAll('=', '') }, publicKey)).toBe(!signature.includes('='));
    expect(isSignedBy({ head, signature: signature.replace(/^./, '$& ') }, publicKey)).toBe(false);
  });

  it('makes the verifier name a head with a blank in it', async () => {
    const head = headKey(SECOND);
    const text = Buffer.from(objects.get(head) ?? '').toString();
    objects.set(head, Buffer.from(text.replace(',', ', ')));
    expect((await faults())[0]).toMatchObject({ window: SECOND, sentence: expect.stringContaining('not written') });
  });

  it('makes the verifier name a record that is missing', async () => {
    putRecords(
      FIRST,
      recordsOf(FIRST).filter(({ index }) => index !== 1),
    );
    expect(await faults()).toMatchObject([{ window: FIRST, kind: 'missing', record: 1 }]);
  });

  it('makes the verifier name the last record if that is missing', async () => {
    putRecords(LAST, recordsOf(LAST).slice(0, -1));
    expect(await faults()).toMatchObject([{ window: LAST, kind: 'missing', record: 1 }]);
  });

  it('makes the verifier name a record that is there twice', async () => {
    const [first, ...rest] = recordsOf(FIRST);
    if (first) putRecords(FIRST, [first, first, ...rest]);
    expect(await faults()).toMatchObject([{ window: FIRST, kind: 'doubled', record: 1 }]);
  });

  it('makes the verifier name an event that was sealed in two windows', async () => {
    const doubled = [eventAt(LAST, 0), { ...eventAt(FIRST, 0), late: true }];
    await seal(LAST, doubled, hashOfHead(headAt(EMPTY).head), objects);
    expect(await faults()).toMatchObject([{ window: LAST, kind: 'doubled', record: 1 }]);
  });

  it('makes the verifier name an object that was cut off', async () => {
    const records = recordsKey(FIRST);
    objects.set(records, (objects.get(records) ?? new Uint8Array()).slice(0, -12));
    expect(await faults()).toMatchObject([
      { window: FIRST, kind: 'broken', sentence: expect.stringContaining('cut off') },
    ]);
  });

  it('makes the verifier name an object that is gone, and one in an empty window', async () => {
    const records = recordsKey(FIRST);
    objects.set(recordsKey(EMPTY), objects.get(records) ?? new Uint8Array());
    objects.delete(records);
    expect(await faults()).toMatchObject([
      { window: FIRST, kind: 'missing' },
      { window: EMPTY, kind: 'foreign' },
    ]);
  });

  it('does not pass with a chain that was made anew, because the head names another first record', async () => {
    const altered = recordsOf(FIRST).map((record) => ({ ...record, event: { ...record.event, target: 'other' } }));
    putRecords(FIRST, rehash(altered, NO_HEAD));
    expect(await faults()).toMatchObject([{ window: FIRST, kind: 'broken', record: 0 }]);
  });

  it('does not pass with a chain and a head that were made anew, because only the sealer can sign', async () => {
    const forger = signerWith(keyPair());
    const kept = recordsOf(FIRST)
      .slice(0, 2)
      .map(({ event }) => ({ event, late: false }));
    const forged = await seal(FIRST, kept, NO_HEAD, objects, forger);
    expect((await faults())[0]).toMatchObject({
      window: FIRST,
      kind: 'broken',
      sentence: expect.stringContaining('names the key'),
    });
    const honest = { ...forged, head: { ...forged.head, keyFingerprint: fingerprintOf(publicKey) } };
    objects.set(headKey(FIRST), packHead(honest));
    expect((await faults())[0]).toMatchObject({ window: FIRST, sentence: expect.stringContaining('signature') });
  });

  it('makes the verifier name the last window if that is missing', async () => {
    objects.delete(headKey(LAST));
    objects.delete(recordsKey(LAST));
    expect(await faults()).toMatchObject([{ window: LAST, kind: 'missing' }]);
  });

  it('makes the verifier notice that the first windows are missing', async () => {
    objects.delete(headKey(FIRST));
    objects.delete(recordsKey(FIRST));
    expect(await faults({ from: SECOND.from })).toMatchObject([{ window: SECOND, kind: 'missing' }]);
  });

  it('makes the verifier name an empty window that is missing, and no window after it', async () => {
    objects.delete(headKey(EMPTY));
    expect(await faults()).toMatchObject([{ window: EMPTY, kind: 'missing' }]);
  });

  it('makes the verifier name windows that were swapped', async () => {
    for (const keyOf of [headKey, recordsKey]) {
      const [one, other] = [keyOf(FIRST), keyOf(LAST)];
      const [first, last] = [objects.get(one), objects.get(other)];
      if (first && last) objects.set(one, last).set(other, first);
    }
    expect((await faults())[0]).toMatchObject({ window: FIRST, sentence: expect.stringContaining('swapped') });
  });

  it('fails in every window under another key', async () => {
    expect(await faults({ publicKey: keyPair().publicKey })).toHaveLength(WINDOWS.length);
  });
});
