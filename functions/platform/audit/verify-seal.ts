import type { KeyObject } from 'node:crypto';
import type { SealedRecord, SignedHead, WindowHead } from '../../../schemas/sealed-audit.ts';
import { fingerprintOf, hashOfHead, isFirstHead, isSignedBy } from './head.ts';
import { headOf, type SealReader } from './sealed-records.ts';
import { doubledLateRecord } from './verify-late.ts';
import { type RecordSink, type SealFault, verifyRecords } from './verify-window.ts';
import { headKey, nameOfWindow, passedKey, type SealWindow, windowBefore, windowsBetween } from './windows.ts';

export interface SealCheck {
  readonly reader: SealReader;
  readonly publicKey: KeyObject;
  /** Unix milliseconds: every window from that of `from` to that before `to` has to be there. */
  readonly from: number;
  readonly to: number;
  /** Takes each record that was found to be right, in order. */
  readonly sink?: RecordSink;
}

/** The result of one window. */
export interface CheckedWindow {
  readonly window: SealWindow;
  /** The head, if it is signed and in its place. */
  readonly head?: WindowHead;
  readonly fault?: SealFault;
}

/** The head before; `none` before the first head of all, `reported` if it is missing and the fault is reported. */
type Before = SignedHead | 'none' | 'reported';

/**
 * Checks the sealed copy, window by window: that each is there, that its head is signed by the key and follows the head
 * before it, that its records are what the head says, and that no event is there twice. Needs neither AWS nor the table.
 * The first head of all follows none; if `from` is later, the head before it has to be there too.
 */
export async function* verifySeal({ reader, publicKey, from, to, sink }: SealCheck): AsyncGenerator<CheckedWindow> {
  const fingerprint = fingerprintOf(publicKey);
  let before: Before | undefined;
  for (const window of windowsBetween(from, to)) {
    before ??= (await headOf(reader, windowBefore(window, 1))) ?? 'none';
    const signed = await headOf(reader, window);
    const fault = signed ? headFault({ window, signed, before, publicKey, fingerprint }) : await noHead(reader, window);
    before = signed ?? 'reported';
    if (fault || !signed) yield { window, ...(fault ? { fault } : {}) };
    else yield { window, head: signed.head, ...(await recordsFault(reader, window, signed, sink)) };
  }
}

async function recordsFault(
  reader: SealReader,
  window: SealWindow,
  signed: SignedHead,
  sink: RecordSink = (_record: SealedRecord) => undefined,
): Promise<{ fault?: SealFault }> {
  const fault =
    (await verifyRecords(reader, { window, head: signed.head }, sink)) ??
    (await doubledLateRecord(reader, window, signed));
  return fault ? { fault } : {};
}

async function noHead(reader: SealReader, window: SealWindow): Promise<SealFault> {
  const name = nameOfWindow(window);
  const isThere = (await reader.object(headKey(window))) ?? (await reader.object(passedKey(window)));
  return isThere
    ? {
        window,
        kind: 'broken',
        sentence: `The head of the window ${name} cannot be read, or is not written as the sealer writes it.`,
      }
    : { window, kind: 'missing', sentence: `The window ${name} is missing: it has no head.` };
}

interface HeadCheck {
  window: SealWindow;
  signed: SignedHead;
  before: Before;
  publicKey: KeyObject;
  fingerprint: string;
}

function headFault({ window, signed, before, publicKey, fingerprint }: HeadCheck): SealFault | undefined {
  const what = `The head of the window ${nameOfWindow(window)}`;
  const broken = (sentence: string): SealFault => ({ window, kind: 'broken', sentence: `${what} ${sentence}` });
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
