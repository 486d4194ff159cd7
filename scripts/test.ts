/**
 * `npm test`: everything that a change has to pass, in one run. Prints each step with
 * its time, and the ten slowest test files; the last line sums up. Ends with 1 if a step failed.
 */
import { stopChildren } from './test/children.ts';
import { sum, summary } from './test/counts.ts';
import { slowest } from './test/slowest.ts';
import { cleanUp, type Outcome, STEPS, type Step } from './test/steps.ts';

process.chdir(new URL('..', import.meta.url).pathname);

/** Exit code if a signal ends the run; the step that runs then still cleans up. */
let interrupted: number | undefined;
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    interrupted = code;
    void stopChildren();
  });
}

const results: ({ name: string; seconds: number } & Outcome)[] = [];
for (const group of STEPS) {
  console.log(`\n── ${group.map(({ name }) => name).join(' · ')}`);
  const since = performance.now();
  const timed = async ({ name, run }: Step) => ({
    name,
    ...(await run()),
    seconds: (performance.now() - since) / 1000,
  });
  const ended = await Promise.all(group.map(timed));
  if (interrupted !== undefined) break;
  for (const result of ended) results.push(result);
}
await cleanUp();
if (interrupted !== undefined) process.exit(interrupted);

const width = results.reduce((most, { name }) => Math.max(most, name.length), 0);
console.log('');
for (const { name, seconds, counts } of results) {
  console.log(`${name.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  ${summary(counts)}`);
}
console.log('\nThe slowest test files:');
for (const line of slowest(results.flatMap(({ times }) => times))) console.log(line);
const total = sum(results.map(({ counts }) => counts));
console.log('');
console.log(summary(total));
process.exitCode = total.failed > 0 ? 1 : 0;
