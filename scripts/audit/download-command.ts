import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseHead } from '../../functions/platform/audit/head.ts';
import {
  headKey,
  lastClosed,
  nameOfWindow,
  oldRecordsKey,
  passedKey,
  type SealWindow,
  segmentKey,
  windowBefore,
  windowOf,
  windowOfHeadKey,
  windowsBetween,
} from '../../functions/platform/audit/windows.ts';
import { CommandError } from '../command/command-error.ts';
import type { Progress } from './progress.ts';
import { PUBLIC_KEY_FILE, RANGE_FILE, readAhead, type SealSource } from './seal-source.ts';
import { momentOf } from './time-range.ts';

export interface Download {
  readonly source: SealSource;
  readonly folder: string;
  readonly from?: string;
  readonly to?: string;
  readonly now: number;
  readonly progress: Progress;
}

/** Copies sealed objects, the head before them and the public key into a folder, as `verify --offline` takes it. */
export async function downloadCommand({ source, folder, from, to, now, progress }: Download): Promise<string> {
  const first = windowOfHeadKey((await source.firstKey()) ?? '');
  if (!first) throw new CommandError('Nothing is sealed there yet: the first window is sealed within ten minutes.');
  const range = {
    from: Math.max(first.from, from === undefined ? first.from : windowOf(momentOf(from, now)).from),
    to: to === undefined ? lastClosed(now).to : windowOf(momentOf(to, now)).from,
  };
  const write = (name: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  const reader = readAhead(source, range);
  let count = 0;
  let until = range.from;
  const copy = async (key: string) => {
    const object = await reader.object(key);
    if (!object) return undefined;
    write(key, object);
    count += 1;
    return object;
  };
  const copyHead = async (window: SealWindow) => {
    const object = await copy(headKey(window));
    // A passed window has its head beside one that is missing or cannot be read.
    return (object && parseHead(object)) ?? parseHead((await copy(passedKey(window))) ?? new Uint8Array());
  };
  await copyHead(windowBefore(windowOf(range.from), 1));
  for (const window of windowsBetween(range.from, range.to)) {
    const signed = await copyHead(window);
    if (signed) until = window.to;
    if (!signed || signed.head.segments === undefined) await copy(oldRecordsKey(window));
    // Up to the first that is missing: a segment that no head counts is to be found by the verifier too.
    for (let segment = 0; await copy(segmentKey(window, segment)); segment += 1);
    progress(`downloaded up to ${nameOfWindow(window)}`);
  }
  write(PUBLIC_KEY_FILE, (await source.publicKey()).export({ format: 'pem', type: 'spki' }));
  write(
    RANGE_FILE,
    `${JSON.stringify({ from: new Date(range.from).toISOString(), to: new Date(until).toISOString() })}\n`,
  );
  return `${count} objects, ${new Date(range.from).toISOString()} to ${new Date(until).toISOString()}, are in ${folder}.`;
}
