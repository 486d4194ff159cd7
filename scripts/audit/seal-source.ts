import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { SealReader } from '../../functions/platform/audit/sealed-records.ts';
import {
  headKey,
  type SealWindow,
  segmentKey,
  windowOfRecordsKey,
  windowsBetween,
} from '../../functions/platform/audit/windows.ts';
import { SEALED_PREFIX } from '../../schemas/sealed-audit.ts';
import { CommandError } from '../command/command-error.ts';
import type { TimeRange } from './time-range.ts';

/** Sealed objects and the key that signed them: a bucket, or a folder into which one was downloaded. */
export interface SealSource extends SealReader {
  /** The first key of all, in order; that of the first head, if anything is sealed. */
  firstKey(): Promise<string | undefined>;
  /** The keys of all objects with records, in order. */
  recordKeys(): AsyncIterable<string>;
  publicKey(): Promise<KeyObject>;
  /** The time that the source claims to cover, if it claims any. */
  range?(): TimeRange | undefined;
  close(): void;
}

/** Files beside the objects of a downloaded folder. */
export const PUBLIC_KEY_FILE = 'public-key.pem';
export const RANGE_FILE = 'range.json';
export const DownloadedRange = z.object({ from: z.iso.datetime(), to: z.iso.datetime() });

/** A folder that `download` made. */
export function folderSource(folder: string): SealSource {
  if (!existsSync(join(folder, SEALED_PREFIX))) {
    throw new CommandError(`${folder} has no folder "audit": npm run audit -- download makes such a folder.`);
  }
  return {
    async object(key) {
      const path = join(folder, key);
      return existsSync(path) ? readFileSync(path) : undefined;
    },
    async firstKey() {
      for (const key of keysIn(folder, SEALED_PREFIX)) return key;
      return undefined;
    },
    async *recordKeys() {
      for (const key of keysIn(folder, SEALED_PREFIX)) if (isRecordsKey(key)) yield key;
    },
    async publicKey() {
      return keyFromFile(join(folder, PUBLIC_KEY_FILE));
    },
    range() {
      const path = join(folder, RANGE_FILE);
      if (!existsSync(path)) return undefined;
      const { from, to } = DownloadedRange.parse(JSON.parse(readFileSync(path, 'utf8')));
      return { from: Date.parse(from), to: Date.parse(to) };
    },
    close: () => undefined,
  };
}

/** Keys of a folder in order, one directory at a time. */
function* keysIn(folder: string, prefix: string): Generator<string> {
  const entries = readdirSync(join(folder, prefix), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) yield* keysIn(folder, `${prefix}${entry.name}/`);
    else yield `${prefix}${entry.name}`;
  }
}

/** Whether a key is that of records of a window. */
export const isRecordsKey = (key: string): boolean => windowOfRecordsKey(key) !== undefined;

/** A public key in PEM. @throws {CommandError} if the file holds none */
export function keyFromFile(path: string): KeyObject {
  try {
    return createPublicKey(readFileSync(path));
  } catch {
    throw new CommandError(`${path} is not a public key in PEM: name one with --public-key.`);
  }
}

/** Windows whose head and first segment are asked for before their turn. */
const AHEAD = 8;

/** A reader that asks for objects of later windows while earlier ones are looked at. */
export function readAhead(source: SealReader, { from, to }: TimeRange): SealReader {
  const windows = windowsBetween(from, to);
  const asked = new Map<string, Promise<Uint8Array | undefined>>();
  const ask = (key: string) => {
    const object = source.object(key);
    // Its fault shows when the object is waited for.
    object.catch(() => undefined);
    asked.set(key, object);
  };
  const fill = () => {
    while (asked.size < 2 * AHEAD) {
      const { value, done } = windows.next() as IteratorResult<SealWindow, undefined>;
      if (done || !value) return;
      ask(headKey(value));
      ask(segmentKey(value, 0));
    }
  };
  return {
    async object(key) {
      fill();
      const object = asked.get(key) ?? source.object(key);
      asked.delete(key);
      return await object;
    },
  };
}
