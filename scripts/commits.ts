/**
 * `npm run commits`: checks that the subjects of new commits are `area: imperative`. New commits are those after the
 * commit that `.ci/subjects-since` names, or the last commit alone if a shallow clone lacks that one. Ends with 1 if a
 * subject breaks the rule.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { faultOfSubject } from './commits/subject.ts';

process.chdir(new URL('..', import.meta.url).pathname);

const subjects = newSubjects();
const faults = subjects.flatMap((subject) => {
  const fault = faultOfSubject(subject);
  return fault === undefined ? [] : [`"${subject}": ${fault}`];
});
console.log(`${subjects.length} commit subjects read, ${faults.length} break the rule`);
for (const fault of faults) console.log(`  ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;

function newSubjects(): string[] {
  const since = readFileSync('.ci/subjects-since', 'utf8').trim();
  const range = git('cat-file', '-t', since) === 'commit' ? [`${since}..HEAD`] : ['-1', 'HEAD'];
  const log = git('log', '--no-merges', '--format=%s', ...range);
  return log === undefined ? [] : log.split('\n').filter((subject) => subject !== '');
}

/** Output of a git command; undefined if it fails, as in a folder that is not a clone. */
function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
