/**
 * `npm run call-path`: makes one confirmed payment, from the event of API Gateway to the stand-in for Stripe, and writes the
 * files of `functions/` in which a function ran to `docs/call-path.md`. `--check` compares the page instead and fails if
 * the path has changed or is too long.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from '../lib/families.ts';
import { listedIn, MOST_FILES, pageOf, pathOf } from './call-path/page.ts';
import { tracePayment } from './call-path/payment.ts';

const PAGE = join(PROJECT_ROOT, 'docs/call-path.md');

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const files = await tracePayment();
const path = pathOf(files);
const lines = [...path, `${path.length} files, at most ${MOST_FILES}; ${files.length} with the floors below them`];
process.stdout.write(`${lines.join('\n')}\n`);
if (values.check) {
  const listed = listedIn(readFileSync(PAGE, 'utf8'));
  const changed = path.filter((file) => !listed.includes(file)).concat(listed.filter((file) => !path.includes(file)));
  for (const file of changed)
    process.stderr.write(`docs/call-path.md does not agree about ${file}: run npm run call-path.\n`);
  if (path.length > MOST_FILES) process.stderr.write('The path is too long: merge or straighten it.\n');
  process.exitCode = changed.length > 0 || path.length > MOST_FILES ? 1 : 0;
} else {
  writeFileSync(PAGE, pageOf(files));
}
