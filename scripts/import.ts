/**
 * The preview of an OpenAPI import: the tools that a document would become, and what is lost or refused and why. It reads
 * files and prints; nothing is fetched, and nothing is published.
 *
 *     npm run import -- api.yaml
 *     npm run import -- diff old.yaml new.yaml
 */
import { command } from './command/command.ts';
import { runProgram } from './command/run-program.ts';
import { diffDocuments } from './import/diff-documents.ts';
import { preview } from './import/preview.ts';
import { DOCUMENT_OPTIONS, documentSettings, importSettings, PREVIEW_OPTIONS } from './import/settings.ts';

await runProgram({
  name: 'import',
  about: 'FILE, OLD and NEW are JSON or YAML files, folders or zip archives. Nothing is fetched or published.',
  commands: {
    '': command({
      about: 'Shows the tools that a document would become; with --json, the whole report with input schemas.',
      options: PREVIEW_OPTIONS,
      arguments: ['FILE'],
      run: ({ options, arguments: [file], json }) => preview(file, importSettings(options, json)),
    }),
    diff: command({
      about: 'Shows the changes between two versions of a document.',
      options: DOCUMENT_OPTIONS,
      arguments: ['OLD', 'NEW'],
      run: ({ options, arguments: [old, next], json }) => diffDocuments(old, next, documentSettings(options, json)),
    }),
  },
});
