/**
 * Excerpts of providers' published OpenAPI documents, which contract tests hold our clients and stand-ins to.
 *
 *     npm run contracts -- list
 *     npm run contracts -- refresh plaid 2020-09-14.yml
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command/command.ts';
import { ArgumentError } from './command/command-error.ts';
import { runProgram } from './command/run-program.ts';
import { EXCERPTS } from './contracts/excerpts.ts';
import { formatExcerpt } from './contracts/format-excerpt.ts';
import { makeExcerpt } from './contracts/make-excerpt.ts';
import { readDocument } from './contracts/openapi-document.ts';

const FOLDER = join(import.meta.dirname, '../test/contracts');
const NAMES = Object.keys(EXCERPTS);

await runProgram({
  name: 'contracts',
  about: "FILE_OR_URL is the provider's whole OpenAPI document: JSON or YAML, packed with gzip or not.",
  commands: {
    list: command({
      about: 'Lists the excerpts by name.',
      run: () => ({ text: NAMES.join('\n'), data: NAMES }),
    }),
    refresh: command({
      about: "Makes an excerpt anew from the provider's document.",
      arguments: ['NAME', 'FILE_OR_URL'],
      run: ({ arguments: [name, source] }) => refresh(name, source),
    }),
  },
});

async function refresh(name: string, source: string): Promise<string> {
  const plan = EXCERPTS[name];
  if (!plan) throw new ArgumentError(`There is no excerpt "${name}": take one of ${NAMES.join(', ')}.`);
  const excerpt = makeExcerpt(await readDocument(source), plan);
  const text = formatExcerpt(excerpt);
  await writeFile(join(FOLDER, `${name}.json`), text);
  const { title, version } = excerpt.info;
  return `${name}.json: ${plan.operations.length} operations of "${title}" ${version}, ${text.length} bytes. Write version and source into test/contracts/README.md.`;
}
