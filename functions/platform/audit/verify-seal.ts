import type { KeyObject } from 'node:crypto';
import type { SealedRecord, SignedHead } from '../../../schemas/sealed-audit.ts';
import { fingerprintOf, hashOfHead, isFirstHead, isSignedBy, parseHead } from './head.ts';
import { type SealFault, verifyRecords } from './verify-window.ts';
import { nameOfWindow, objectKeys, type SealWindow, windowBefore, windowsBetween } from './windows.ts';

/** Where sealed objects are read: a bucket, or a folder that one was downloaded to. */
export interface SealReader {
  /** The object under a key; undefined where there is none. */
  object(key: string): Promise<Uint8Array | undefined>;
}

export interface SealCheck {
  readonly reader: SealReader;
  readonly publicKey: KeyObject;
  /** Unix milliseconds: every window from that of `from` to that before `to` has to be there. */
  readonly from: number;
  readonly to: number;
}

/** What one window turned out to be. `records` are those of a window without a fault. */
export interface CheckedWindow {
  readonly window: SealWindow;
  readonly records: readonly SealedRecord[];
  readonly fault?: SealFault;
}

/** What is known of the head before: it itself, that there is none at all, or that it is missing and was reported. */
type Before = SignedHead | 'none' | 'reported';

/**
 * Checks the sealed copy, window by window: that each is there, that its head is signed by the key and follows the head
 * before it, that its records are what the head says. Needs neither AWS nor the table. The first head of all follows
 * none; where `from` is later, the head before it has to be there too.
 */
export async function* verifySeal({ reader, publicKey, from, to }: SealCheck): AsyncGenerator<CheckedWindow> {
  const seen = new Set<string>();
  const fingerprint = fingerprintOf(publicKey);
  let before: Before | undefined;
  for (const window of windowsBetween(from, to)) {
    before ??= (await headAt(reader, windowBefore(window, 1))) ?? 'none';
    const keys = objectKeys(window);
    const [headObject, records] = await Promise.all([reader.object(keys.head), reader.object(keys.records)]);
    const signed = headObject && parseHead(headObject);
    const fault = headObject ? headFault({ window, signed, before, publicKey, fingerprint }) : noHead(window);
    before = signed ?? 'reported';
    yield fault || !signed
      ? { window, records: [], ...(fault ? { fault } : {}) }
      : { window, ...verifyRecords(window, signed.head, records, seen) };
  }
}

async function headAt(reader: SealReader, window: SealWindow): Promise<SignedHead | undefined> {
  const object = await reader.object(objectKeys(window).head);
  return object && parseHead(object);
}

const noHead = (window: SealWindow): SealFault => ({
  window,
  kind: 'missing',
  sentence: `The window ${nameOfWindow(window)} is missing: it has no head.`,
});

interface HeadCheck {
  window: SealWindow;
  signed: SignedHead | undefined;
  before: Before;
  publicKey: KeyObject;
  fingerprint: string;
}

function headFault({ window, signed, before, publicKey, fingerprint }: HeadCheck): SealFault | undefined {
  const what = `The head of the window ${nameOfWindow(window)}`;
  const broken = (sentence: string): SealFault => ({ window, kind: 'broken', sentence: `${what} ${sentence}` });
  if (!signed) return broken('cannot be read, or is not written as the sealer writes it.');
  const { head } = signed;
  if (head.keyFingerprint !== fingerprint) {
    return broken(`names the key ${head.keyFingerprint}, but the one given is ${fingerprint}.`);
  }
  if (!isSignedBy(signed, publicKey)) return broken('was changed: its signature is not that of the key.');
  if (Date.parse(head.from) !== window.from || Date.parse(head.to) !== window.to) {
    return broken(`is that of ${head.from}: windows were swapped.`);
  }
  if (before === 'reported') return undefined;
  if (before === 'none') {
    return isFirstHead(head) ? undefined : { ...broken('follows another, which is missing.'), kind: 'missing' };
  }
  if (head.previousHead !== hashOfHead(before.head)) return broken('does not follow the head before it.');
  return head.stage === before.head.stage ? undefined : broken(`is that of another stage, ${head.stage}.`);
}
