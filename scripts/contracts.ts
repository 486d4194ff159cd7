/**
 * Excerpts of providers' published OpenAPI documents, to which contract tests hold our clients and stand-ins.
 *
 *     npm run contracts -- list
 *     npm run contracts -- refresh plaid 2020-09-14.yml
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ContractsCommandError } from './contracts/contracts-command-error.ts';
import { EXCERPTS } from './contracts/excerpts.ts';
import { formatExcerpt } from './contracts/format-excerpt.ts';
import { makeExcerpt } from './contracts/make-excerpt.ts';
import { readDocument } from './contracts/openapi-document.ts';
import { printResult } from './print-result.ts';

const USAGE = `npm run contracts -- list
npm run contracts -- refresh NAME FILE_OR_URL

  NAME         an excerpt, as "list" names it
  FILE_OR_URL  the provider's whole OpenAPI document: JSON or YAML, packed by gzip or not`;

const FOLDER = join(import.meta.dirname, '../test/contracts');

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const [command, name, source, ...rest] = parseArgs({ args: argv, allowPositionals: true }).positionals;
  if (command === 'list' && name === undefined) return Object.keys(EXCERPTS).join('\n');
  if (command !== 'refresh' || name === undefined || source === undefined || rest.length > 0) {
    throw new ContractsCommandError(USAGE);
  }
  return refresh(name, source);
}

async function refresh(name: string, source: string): Promise<string> {
  const plan = EXCERPTS[name];
  if (!plan) throw new ContractsCommandError(`"${name}" is none of ${Object.keys(EXCERPTS).join(', ')}.`);
  const excerpt = makeExcerpt(await readDocument(source), plan);
  const text = formatExcerpt(excerpt);
  await writeFile(join(FOLDER, `${name}.json`), text);
  const { title, version } = excerpt.info;
  return `${name}.json: ${plan.operations.length} operations of "${title}" ${version}, ${text.length} bytes. Write version and source into test/contracts/README.md.`;
}
