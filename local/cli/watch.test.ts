import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { watchSources } from './watch.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watch-'));
  mkdirSync(join(root, 'functions/front'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('reports a change once the file stays the same, one at a time, and ignores tests', async () => {
  const seen: string[] = [];
  let running = 0;
  let first: () => void = () => {};
  const changed = new Promise<void>((resolve) => {
    first = resolve;
  });
  const close = watchSources(root, async (file) => {
    running += 1;
    expect(running).toBe(1);
    seen.push(file);
    running -= 1;
    first();
  });
  writeFileSync(join(root, 'functions/front/a.test.ts'), '1');
  writeFileSync(join(root, 'functions/front/index.ts'), '1');
  writeFileSync(join(root, 'functions/front/index.ts'), '2');
  await changed;
  close();
  expect(seen).toEqual(['functions/front/index.ts']);
});
