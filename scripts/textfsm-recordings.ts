/**
 * Runs the public recordings that templates/recordings.json names through our own templates. The repositories have to be
 * checked out, at the commits that the file names; recordings of other repositories are left out.
 *
 *     npm run textfsm:recordings -- networktocode/ntc-templates=../ntc-templates FRRouting/frr=../frr
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandParser, readFolder } from '../functions/kit/textfsm/index.ts';
import { command } from './command/command.ts';
import { ArgumentError } from './command/command-error.ts';
import { runProgram } from './command/run-program.ts';
import { checkRecording } from './textfsm/check-recording.ts';
import { type ProvenTemplate, readRecordings } from './textfsm/recordings.ts';

await runProgram({
  name: 'textfsm:recordings',
  about: 'OWNER/NAME is a repository on GitHub, FOLDER its checkout. Ends with 1 if a recording does not pass.',
  commands: {
    '': command({
      about: 'Runs public recordings through our templates.',
      arguments: ['OWNER/NAME=FOLDER...'],
      run: ({ arguments: [pairs] }) => {
        const checkouts = new Map(pairs.map(checkoutOf));
        const folder = new URL('../functions/kit/textfsm/templates', import.meta.url).pathname;
        const parser = readFolder(folder);
        const templates: ProvenTemplate[] = JSON.parse(readFileSync(join(folder, 'recordings.json'), 'utf8'));
        const results = templates.map((template) => checkTemplate(parser, template, checkouts));
        const sum = (of: 'passed' | 'total') => results.reduce((all, result) => all + result[of], 0);
        const [passed, total] = [sum('passed'), sum('total')];
        const lines = [...results.flatMap((result) => result.lines), `recordings: ${passed} of ${total}`];
        return { text: lines.join('\n'), exitCode: passed < total || total === 0 ? 1 : 0 };
      },
    }),
  },
});

function checkoutOf(text: string): [string, string] {
  const [repository, folder] = text.split('=');
  if (repository && folder) return [repository, folder];
  throw new ArgumentError(`An argument has to be OWNER/NAME=FOLDER, not "${text}".`);
}

function checkTemplate(parser: CommandParser, template: ProvenTemplate, checkouts: ReadonlyMap<string, string>) {
  const recordings = readRecordings(template, checkouts);
  const failures = recordings.flatMap((recording) => {
    const reason = checkRecording(parser, recording);
    return reason === undefined ? [] : [`  ${recording.id}: ${reason}`];
  });
  const passed = recordings.length - failures.length;
  return {
    passed,
    total: recordings.length,
    lines: [`${template.template}: ${passed} of ${recordings.length}`, ...failures],
  };
}
