import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { LogFile } from './log-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The text of a file as soon as it is as long as expected. */
async function textOf(name: string, length: number): Promise<string> {
  const watcher = watch(folder);
  try {
    for (;;) {
      const changed = once(watcher, 'change');
      const text = existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
      if (text.length >= length) return text;
      await changed;
    }
  } finally {
    watcher.close();
  }
}

it('keeps the newest lines and the file before, and never grows beyond twice its bound', async () => {
  const log = new LogFile(
    join(folder, 'cloud.log'),
    (error) => {
      throw error;
    },
    10,
  );
  // Each file is written before the next begins, since the last lines of a file may still be on their way.
  for (const [line, file] of [
    ['one\n', 4],
    ['two\n', 8],
    ['three\n', 6],
    ['four\n', 5],
  ] as const) {
    log.write(line);
    await textOf('cloud.log', file);
  }
  expect(await textOf('cloud.log', 5)).toBe('four\n');
  expect(await textOf('cloud.log.1', 6)).toBe('three\n');
});
