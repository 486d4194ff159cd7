/**
 * Compiles every document of two public collections, each in a process of its own, and says what came of it. What is
 * done is kept, so that a run that was broken off goes on.
 *
 *     npm run import:corpus
 *     npm run import:corpus -- --filter github --fresh
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printResult } from '../../print-result.ts';
import { corpusDocuments } from './fetch.ts';
import { compileAll } from './pool.ts';
import type { DocumentResult } from './result.ts';
import { providerTable, summaryLines } from './summary.ts';

const USAGE = `npm run import:corpus

  --dir DIR       where the documents are kept (default .import-corpus, 0.8 GB)
  --filter TEXT   only documents whose name contains the text
  --fresh         forget what earlier runs found
  --parallel N    processes at a time (default 2)
  --max-mb N      size limit of a document (default 64)
  --summary FILE  write the figures by provider, as Markdown`;

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const { values } = parseArgs({
    args: argv,
    options: {
      dir: { type: 'string', default: '.import-corpus' },
      filter: { type: 'string', default: '' },
      fresh: { type: 'boolean', default: false },
      parallel: { type: 'string', default: '2' },
      'max-mb': { type: 'string', default: '64' },
      summary: { type: 'string' },
    },
  });
  mkdirSync(values.dir, { recursive: true });
  const kept = join(values.dir, 'results.jsonl');
  if (values.fresh) rmSync(kept, { force: true });
  const documents = corpusDocuments(values.dir).filter(({ name }) => name.includes(values.filter));
  const done = new Map(earlier(kept).map((result) => [result.name, result]));
  const open = documents.filter(({ name }) => !done.has(name));
  let count = documents.length - open.length;
  await compileAll({
    documents: open,
    parallel: Number(values.parallel),
    maxMegabytes: Number(values['max-mb']),
    onResult: (result) => {
      done.set(result.name, result);
      appendFileSync(kept, `${JSON.stringify(result)}\n`);
      count += 1;
      if (result.crash !== undefined || count % 100 === 0)
        console.error(`${count} of ${documents.length}: ${result.name}`);
    },
  });
  const results = documents.flatMap(({ name }) => done.get(name) ?? []);
  if (values.summary !== undefined) writeFileSync(values.summary, `${providerTable(results, 200).join('\n')}\n`);
  if (results.some(({ crash }) => crash !== undefined)) process.exitCode = 1;
  return summaryLines(results).join('\n');
}

function earlier(path: string): DocumentResult[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as DocumentResult);
}
