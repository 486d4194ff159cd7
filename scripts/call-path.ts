/**
 * Makes one confirmed payment, from the event of API Gateway to the stand-in for Stripe, and writes the files of
 * `functions/` in which a function ran to `docs/call-path.md`.
 *
 *     npm run call-path -- --check
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../lib/families.ts';
import { listedIn, MOST_FILES, pageOf, pathOf } from './call-path/page.ts';
import { tracePayment } from './call-path/payment.ts';
import { type CommandResult, command } from './command/command.ts';
import { runProgram } from './command/run-program.ts';

const PAGE = join(PROJECT_ROOT, 'docs/call-path.md');

await runProgram({
  name: 'call-path',
  about: `The path has ${MOST_FILES} files of front and of the family at most.`,
  commands: {
    '': command({
      about: 'Lists the files that one confirmed payment passes through, and writes docs/call-path.md.',
      options: {
        check: { type: 'flag', help: 'compares the page instead; ends with 1 if the path has changed or is too long' },
      },
      run: async ({ options }) => tracedPath(await tracePayment(), options),
    }),
  },
});

function tracedPath(files: readonly string[], { check }: { check: boolean }): CommandResult {
  const path = pathOf(files);
  const sum = `${path.length} files, at most ${MOST_FILES}; ${files.length} with the floors below them`;
  const faults = check ? faultsOf(path) : [];
  if (!check) writeFileSync(PAGE, pageOf(files));
  for (const fault of faults) console.error(fault);
  return { text: [...path, sum].join('\n'), data: { path, files, faults }, exitCode: faults.length > 0 ? 1 : 0 };
}

function faultsOf(path: readonly string[]): string[] {
  const listed = listedIn(readFileSync(PAGE, 'utf8'));
  const changed = path.filter((file) => !listed.includes(file)).concat(listed.filter((file) => !path.includes(file)));
  return [
    ...changed.map((file) => `docs/call-path.md does not agree about ${file}: run npm run call-path.`),
    ...(path.length > MOST_FILES ? ['The path is too long: merge or straighten it.'] : []),
  ];
}
