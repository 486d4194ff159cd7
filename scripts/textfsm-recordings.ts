/**
 * Runs the public recordings that templates/recordings.json names through the templates that we ship. The repositories are
 * checked out by the caller, at the commits of that file; recordings of others are left out.
 *
 *     npm run textfsm:recordings -- networktocode/ntc-templates=../ntc-templates FRRouting/frr=../frr
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readFolder } from '../functions/kit/textfsm/index.ts';
import { checkRecording } from './textfsm/check-recording.ts';
import { type ProvenTemplate, readRecordings } from './textfsm/recordings.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const checkouts = new Map(
  positionals.flatMap((text) => {
    const [repository, folder] = text.split('=');
    return repository !== undefined && folder !== undefined ? [[repository, folder] as const] : [];
  }),
);
if (checkouts.size === 0 || checkouts.size < positionals.length) {
  console.error('npm run textfsm:recordings -- OWNER/NAME=FOLDER …');
  process.exit(2);
}

const folder = new URL('../functions/kit/textfsm/templates', import.meta.url).pathname;
const parser = readFolder(folder);
const templates: ProvenTemplate[] = JSON.parse(readFileSync(join(folder, 'recordings.json'), 'utf8'));
let passed = 0;
let total = 0;
for (const template of templates) {
  const recordings = readRecordings(template, checkouts);
  const failures = recordings.flatMap((recording) => {
    const reason = checkRecording(parser, recording);
    return reason === undefined ? [] : [`  ${recording.id}: ${reason}`];
  });
  console.log(`${template.template}: ${recordings.length - failures.length} of ${recordings.length}`);
  for (const failure of failures) console.log(failure);
  passed += recordings.length - failures.length;
  total += recordings.length;
}
console.log(`recordings: ${passed} of ${total}`);
process.exitCode = passed < total || total === 0 ? 1 : 0;
