import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildBundles } from './bundle.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundles-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function source(name: string, text: string): { name: string; source: string } {
  const path = join(folder, `${name.replace('/', '-')}.ts`);
  writeFileSync(path, text);
  return { name, source: path };
}

const text = (name: string) => readFileSync(join(folder, 'dist', name, 'index.mjs'), 'utf8');
const build = (...entries: { name: string; source: string }[]) =>
  buildBundles({ entries, folder: join(folder, 'dist') });

describe('buildBundles', () => {
  const greet = "export const handler = async (name: string) => 'Hello ' + name + ' from ' + require('node:path').sep;";

  it('makes a module whose handler runs, even with calls of require', async () => {
    await build(source('functions/greet', greet));
    const { handler } = await import(pathToFileURL(join(folder, 'dist/functions/greet/index.mjs')).href);
    expect(await handler('Ada')).toBe('Hello Ada from /');
  });

  it('puts the Valkey client beside the bundle of a function that imports it, not into the bundle', async () => {
    const late = "export const handler = async () => typeof (await import('iovalkey')).Cluster;";
    const [bundle] = await build(source('functions/late', late), source('functions/greet', greet));
    expect(bundle?.bytes).toBeLessThan(1_000);
    const { handler } = await import(pathToFileURL(join(folder, 'dist/functions/late/index.mjs')).href);
    expect(await handler()).toBe('function');
    expect(existsSync(join(folder, 'dist/functions/greet/iovalkey.mjs'))).toBe(false);
  });

  it('refuses a static import of the Valkey client', async () => {
    const early = "import { Cluster } from 'iovalkey'; export const handler = async () => Cluster;";
    await expect(build(source('functions/early', early))).rejects.toThrow("await import('iovalkey')");
  });

  it('gives the size of each bundle', async () => {
    const [bundle] = await build(source('functions/greet', greet));
    expect(bundle).toEqual({ name: 'functions/greet', bytes: Buffer.byteLength(text('functions/greet')) });
  });

  it('gives the same bytes for the same source', async () => {
    await build(source('functions/greet', greet));
    const first = text('functions/greet');
    await build(source('functions/greet', greet));
    expect(text('functions/greet')).toBe(first);
  });

  it('has its source map in a file of its own, which the module names', async () => {
    await build(source('functions/greet', greet));
    expect(text('functions/greet')).toMatch(/\/\/# sourceMappingURL=index\.mjs\.map\s*$/);
    expect(existsSync(join(folder, 'dist/functions/greet/index.mjs.map'))).toBe(true);
  });

  it('deletes the bundle of a family that no longer exists', async () => {
    await build(source('families/old', greet), source('families/new', greet));
    await build(source('families/new', greet));
    expect(existsSync(join(folder, 'dist/families/old'))).toBe(false);
    expect(existsSync(join(folder, 'dist/families/new'))).toBe(true);
  });

  it('names file and line of a mistake, and keeps the last bundle that was built', async () => {
    await build(source('functions/greet', greet));
    const good = text('functions/greet');
    await expect(build(source('functions/greet', 'export const handler ='))).rejects.toThrow(
      /functions-greet\.ts:1:22/,
    );
    expect(text('functions/greet')).toBe(good);
  });
});
