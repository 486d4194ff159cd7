import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { keepPrivate, makePrivate } from './private.ts';

let folder: string;
let before: number;
beforeEach(() => {
  before = process.umask();
  folder = mkdtempSync(join(tmpdir(), 'private-'));
});
afterEach(() => {
  process.umask(before);
  rmSync(folder, { recursive: true, force: true });
});

const modeOf = (...parts: string[]) => statSync(join(folder, ...parts)).mode & 0o777;

it('makes the files of a state folder private, and leaves the targets of links alone', () => {
  const outside = join(folder, 'outside');
  mkdirSync(join(folder, 'state', 'code'), { recursive: true });
  for (const file of [outside, join(folder, 'state', 'code', 'index.mjs')]) {
    writeFileSync(file, '');
    chmodSync(file, 0o644);
  }
  for (const directory of ['state', 'state/code']) chmodSync(join(folder, directory), 0o755);
  symlinkSync(outside, join(folder, 'state', 'link'));
  makePrivate(join(folder, 'state'));
  expect([modeOf('state'), modeOf('state/code')]).toEqual([0o700, 0o700]);
  expect(modeOf('state/code/index.mjs')).toBe(0o600);
  expect(modeOf('outside')).toBe(0o644);
});

it('makes new files private', () => {
  keepPrivate();
  mkdirSync(join(folder, 'made'));
  writeFileSync(join(folder, 'made', 'file'), '');
  expect([modeOf('made'), modeOf('made/file')]).toEqual([0o700, 0o600]);
});
