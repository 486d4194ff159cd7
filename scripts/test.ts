/**
 * `npm test`: everything that a change has to pass, in one run. Prints what it runs and how long that took; the last
 * line sums up. Ends with 1 where anything failed.
 */
import { stopChildren } from './test/children.ts';
import { type Counts, sum, summary } from './test/counts.ts';
import { STEPS } from './test/steps.ts';

process.chdir(new URL('..', import.meta.url).pathname);

/** Exit code of a run that a signal ends; the step under way still cleans up. */
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

const results: { name: string; seconds: number; counts: Counts }[] = [];
for (const { name, run } of STEPS) {
  console.log(`\n── ${name}`);
  const since = performance.now();
  const counts = await run();
  if (interrupted !== undefined) process.exit(interrupted);
  results.push({ name, seconds: (performance.now() - since) / 1000, counts });
}

const width = Math.max(...results.map(({ name }) => name.length));
console.log('');
for (const { name, seconds, counts } of results) {
  console.log(`${name.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  ${summary(counts)}`);
}
const total = sum(results.map(({ counts }) => counts));
console.log(summary(total));
process.exitCode = total.failed > 0 ? 1 : 0;
