import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { SealReader } from '../../functions/platform/audit/verify-seal.ts';
import { objectKeys, type SealWindow, windowOfKey, windowsBetween } from '../../functions/platform/audit/windows.ts';
import { SEALED_PREFIX } from '../../schemas/sealed-audit.ts';
import { AuditCommandError } from './audit-command-error.ts';
import type { TimeRange } from './time-range.ts';

/** Sealed objects and the key that they are signed by: a bucket, or a folder that one was downloaded to. */
export interface SealSource extends SealReader {
  /** The first key there is, in order. */
  firstKey(): Promise<string | undefined>;
  /** The keys of all objects with records, in order. */
  recordKeys(): AsyncIterable<string>;
  publicKey(): Promise<KeyObject>;
  /** The time that the source claims to cover, where it says so. */
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
    throw new AuditCommandError(`${folder} has no folder "audit": npm run audit -- download makes such a folder.`);
  }
  return {
    async object(key) {
      const path = join(folder, key);
      return existsSync(path) ? readFileSync(path) : undefined;
    },
    firstKey: async () => keysIn(folder)[0],
    async *recordKeys() {
      yield* keysIn(folder).filter(isRecordsKey);
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

function keysIn(folder: string): string[] {
  const entries = readdirSync(join(folder, SEALED_PREFIX), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(join(folder, '/').length).replaceAll('\\', '/'))
    .sort();
}

/** Whether a key is that of a window's records. */
export const isRecordsKey = (key: string): boolean => key.endsWith('.jsonl.gz') && windowOfKey(key) !== undefined;

/** A public key in PEM. @throws AuditCommandError where there is none */
export function keyFromFile(path: string): KeyObject {
  try {
    return createPublicKey(readFileSync(path));
  } catch {
    throw new AuditCommandError(`${path} is no public key in PEM: name one with --public-key.`);
  }
}

/** How many windows are asked for before their turn. */
const AHEAD = 32;

/** A reader that asks for the objects of later windows while earlier ones are looked at. */
export function readAhead(source: SealReader, { from, to }: TimeRange): SealReader {
  const windows = windowsBetween(from, to);
  const asked = new Map<string, Promise<Uint8Array | undefined>>();
  const ask = (key: string) => {
    const object = source.object(key);
    // Its fault shows where it is waited for.
    object.catch(() => undefined);
    asked.set(key, object);
    return object;
  };
  const fill = () => {
    while (asked.size < 2 * AHEAD) {
      const { value, done } = windows.next() as IteratorResult<SealWindow, undefined>;
      if (done || !value) return;
      const keys = objectKeys(value);
      ask(keys.head);
      ask(keys.records);
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
