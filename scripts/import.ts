/**
 * The preview of an OpenAPI import: which tools a document would become, what is lost, what is refused and why. Reads
 * files and prints; nothing is fetched, and nothing is published.
 *
 *     npm run import -- api.yaml
 *     npm run import -- api.yaml --profile gemini --html > preview.html
 *     npm run import -- diff old.yaml new.yaml
 */

import { parseArgs } from 'node:util';
import { diffDocuments } from './import/diff-documents.ts';
import { preview } from './import/preview.ts';
import { IMPORT_OPTIONS, ImportCommandError, importSettings } from './import/settings.ts';
import { printResult } from './print-result.ts';

const USAGE = `npm run import -- FILE            a JSON or YAML file, a folder, or a zip archive
npm run import -- diff OLD NEW    what changed between two versions

  --bundle NAME    bundle of the tools (else made from the title)
  --profile NAME   schemas as anthropic, openai, openai-strict, gemini or bedrock takes them
  --json           the whole report, with input schemas
  --html           a page that stands alone
  --notes          each note in the table, not only their number
  --root PATH      the document to begin with, if a folder or archive holds several
  --budget N       tokens that a list of tools may take (default 25000)
  --max-mb N       size limit of all files together (default 64)`;

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options: IMPORT_OPTIONS });
  const settings = importSettings(values);
  const [first, old, next] = positionals;
  if (first === 'diff' && old !== undefined && next !== undefined && positionals.length === 3) {
    return diffDocuments(old, next, settings);
  }
  if (first !== undefined && positionals.length === 1) return preview(first, settings);
  throw new ImportCommandError(USAGE);
}
