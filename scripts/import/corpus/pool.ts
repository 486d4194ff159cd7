import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CorpusDocument } from './fetch.ts';
import { type DocumentResult, nothingOf } from './result.ts';

const COMPILE_CHILD = fileURLToPath(new URL('./compile-child.ts', import.meta.url));
/** Small documents that one child compiles; a larger document has a child of its own. */
const PER_CHILD = 40;
const LARGE_BYTES = 2_000_000;

export interface PoolOptions {
  readonly documents: readonly CorpusDocument[];
  readonly parallel: number;
  readonly maxMegabytes: number;
  readonly onResult: (result: DocumentResult) => void;
}

/** Compiles documents in child processes, so that a document that crashes its process affects no other. */
export async function compileAll({ documents, parallel, maxMegabytes, onResult }: PoolOptions): Promise<void> {
  const waiting = [...documents];
  const isLarge = ({ file }: CorpusDocument) => statSync(file).size > LARGE_BYTES;
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const child = startChild(maxMegabytes);
      onResult(await child.compile(next));
      for (let count = 1; count < PER_CHILD && child.isAlive() && !isLarge(next); count += 1) {
        const [another] = waiting;
        if (another === undefined || isLarge(another)) break;
        waiting.shift();
        onResult(await child.compile(another));
      }
      child.end();
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

interface CompilingChild {
  compile(document: CorpusDocument): Promise<DocumentResult>;
  isAlive(): boolean;
  end(): void;
}

function startChild(maxMegabytes: number): CompilingChild {
  const child: ChildProcess = spawn(process.execPath, [COMPILE_CHILD, String(maxMegabytes)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  let alive = true;
  child.stderr?.on('data', (chunk) => {
    errors = `${errors}${chunk}`.slice(-500);
  });
  child.on('close', () => {
    alive = false;
  });
  const lines = child.stdout ? createInterface({ input: child.stdout }) : undefined;
  return {
    isAlive: () => alive,
    end: () => child.stdin?.end(),
    compile: (document) =>
      new Promise((resolve) => {
        const crashed = (code: number | null, signal: string | null) =>
          resolve({ ...nothingOf(document.name), crash: `${code ?? signal}: ${errors}` });
        child.once('close', crashed);
        lines?.once('line', (line) => {
          child.off('close', crashed);
          resolve(JSON.parse(line) as DocumentResult);
        });
        child.stdin?.write(`${JSON.stringify(document)}\n`);
      }),
  };
}
