import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CEDAR_WASM } from '../../functions/platform/policy/cedar/load-cedar.ts';
import { buildBundles } from '../build/bundle.ts';

const RUNTIME = join(import.meta.dirname, '../../functions/platform/policy/cedar');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundled-cedar-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a bundle with Cedar runs with only the WebAssembly module beside it', async () => {
  const source = join(folder, 'probe.ts');
  writeFileSync(
    source,
    `import { loadCedar } from ${JSON.stringify(join(RUNTIME, 'load-cedar.ts'))};
     export const handler = async () => (await loadCedar()).getCedarLangVersion();`,
  );
  await buildBundles({ entries: [{ name: 'functions/probe', source }], folder });
  const bundle = join(folder, 'functions/probe');
  const wasm = join(dirname(createRequire(import.meta.url).resolve('@cedar-policy/cedar-wasm/nodejs')), CEDAR_WASM);
  copyFileSync(wasm, join(bundle, CEDAR_WASM));
  const script = "import('./index.mjs').then(async ({ handler }) => console.log(await handler()))";
  const printed = execFileSync(process.execPath, ['-e', script], { cwd: bundle, encoding: 'utf8', env: {} });
  expect(printed.trim()).toMatch(/^\d+\.\d+(\.\d+)?$/);
});
