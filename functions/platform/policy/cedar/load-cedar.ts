import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as cedar from '@cedar-policy/cedar-wasm/web';

/** Cedar's functions, ready to be called; all of them are synchronous. */
export type Cedar = Omit<typeof cedar, 'default' | 'initSync'>;

/** Name of the compiled module, in the package as beside a bundle. */
export const CEDAR_WASM = 'cedar_wasm_bg.wasm';

let loading: Promise<Cedar> | undefined;

/**
 * Loads Cedar once per process: reads and compiles 4.3 MB of WebAssembly, about 20 ms, most of it off the main thread.
 * Start it early and await it late.
 *
 * The web build lets the caller choose the file of the module: beside the bundle, or in the package if the sources run
 * without a bundle.
 *
 * @throws {Error} if the module is missing or is not Cedar's
 */
export function loadCedar(): Promise<Cedar> {
  loading ??= instantiate().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function instantiate(): Promise<Cedar> {
  const { default: initialise, ...functions } = cedar;
  await initialise({ module_or_path: await readFile(wasmPath()) });
  return functions;
}

function wasmPath(): string {
  const beside = join(dirname(fileURLToPath(import.meta.url)), CEDAR_WASM);
  if (existsSync(beside)) return beside;
  return join(dirname(createRequire(import.meta.url).resolve('@cedar-policy/cedar-wasm/nodejs')), CEDAR_WASM);
}
