/**
 * Compiles every document of two public collections, each in a process of its own, and sums up the results. Results are
 * kept, so that a run that was interrupted continues.
 *
 *     npm run import:corpus
 *     npm run import:corpus -- --filter github --fresh
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandResult, command } from '../../command/command.ts';
import { runProgram } from '../../command/run-program.ts';
import { corpusDocuments } from './fetch.ts';
import { compileAll } from './pool.ts';
import type { DocumentResult } from './result.ts';
import { providerTable, summaryLines } from './summary.ts';

await runProgram({
  name: 'import:corpus',
  about: 'The documents take 0.8 GB. A run that was interrupted continues with the documents that are left.',
  commands: {
    '': command({
      about: 'Compiles every document of two public collections, each in a process of its own.',
      options: {
        dir: { type: 'text', value: 'DIR', default: '.import-corpus', help: 'folder of the documents' },
        filter: { type: 'text', help: 'only documents with this text in their name' },
        fresh: { type: 'flag', help: 'forgets what earlier runs found' },
        parallel: { type: 'number', default: 2, help: 'processes at a time' },
        'max-mb': { type: 'number', default: 64, help: 'size limit of a document, in MiB' },
        summary: { type: 'text', value: 'FILE', help: 'writes the figures by provider, as Markdown' },
      },
      run: ({ options }) => compileCorpus(options),
    }),
  },
});

interface CorpusOptions {
  readonly dir: string;
  readonly filter: string | undefined;
  readonly fresh: boolean;
  readonly parallel: number;
  readonly 'max-mb': number;
  readonly summary: string | undefined;
}

async function compileCorpus(options: CorpusOptions): Promise<CommandResult> {
  const { dir, filter = '', fresh, parallel, 'max-mb': maxMegabytes, summary } = options;
  mkdirSync(dir, { recursive: true });
  const kept = join(dir, 'results.jsonl');
  if (fresh) rmSync(kept, { force: true });
  const documents = corpusDocuments(dir).filter(({ name }) => name.includes(filter));
  const done = new Map(earlier(kept).map((result) => [result.name, result]));
  const open = documents.filter(({ name }) => !done.has(name));
  let count = documents.length - open.length;
  await compileAll({
    documents: open,
    parallel,
    maxMegabytes,
    onResult: (result) => {
      done.set(result.name, result);
      appendFileSync(kept, `${JSON.stringify(result)}\n`);
      count += 1;
      if (result.crash !== undefined || count % 100 === 0)
        console.error(`${count} of ${documents.length}: ${result.name}`);
    },
  });
  const results = documents.flatMap(({ name }) => done.get(name) ?? []);
  if (summary !== undefined) writeFileSync(summary, `${providerTable(results, 200).join('\n')}\n`);
  const hasCrashed = results.some(({ crash }) => crash !== undefined);
  return { text: summaryLines(results).join('\n'), data: results, exitCode: hasCrashed ? 1 : 0 };
}

function earlier(path: string): DocumentResult[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as DocumentResult);
}
