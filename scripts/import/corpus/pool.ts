import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CorpusDocument } from './fetch.ts';
import type { DocumentResult } from './result.ts';

const COMPILE_ONE = fileURLToPath(new URL('./compile-one.ts', import.meta.url));

export interface PoolOptions {
  readonly documents: readonly CorpusDocument[];
  readonly parallel: number;
  readonly maxMegabytes: number;
  readonly onResult: (result: DocumentResult) => void;
}

/** Compiles each document in a process of its own, so many at a time. */
export async function compileAll({ documents, parallel, maxMegabytes, onResult }: PoolOptions): Promise<void> {
  const waiting = [...documents];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) onResult(await compileInChild(next, maxMegabytes));
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

function compileInChild({ name, file }: CorpusDocument, maxMegabytes: number): Promise<DocumentResult> {
  const child = spawn(process.execPath, [COMPILE_ONE, name, file, String(maxMegabytes)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve(readResult(output) ?? crashed(name, `${code ?? signal}: ${errors.slice(-500)}`)));
  });
}

function readResult(output: string): DocumentResult | undefined {
  try {
    return JSON.parse(output) as DocumentResult;
  } catch {
    return undefined;
  }
}

function crashed(name: string, crash: string): DocumentResult {
  const nothing = { operations: 0, accepted: 0, lossy: 0, refused: 0, codes: {}, tokens: 0, lint: {} };
  return { name, bytes: 0, ...nothing, compileMs: 0, totalMs: 0, megabytes: 0, crash };
}
