/**
 * Puts a cloud of its own under load: mixed tools, reads and claimed writes, from callers whose limits are raised. Then it
 * counts calls against intents and outcomes, has the trail sealed and verifies the seal.
 *
 *     npm run load -- --minutes 10 --callers 16 --chaos
 */
import setup from '../test/cloud/setup.ts';
import teardown from '../test/cloud/teardown.ts';
import { command } from './command/command.ts';
import { runProgram } from './command/run-program.ts';
import { faultsOf, type LoadResult, runLoad } from './load/run-load.ts';

/** Calls between two kills. */
const KILL_EVERY = 500;

await runProgram({
  name: 'load',
  about: 'Figures are of this machine at this moment. The state of the cloud is temporary.',
  commands: {
    '': command({
      about: 'Calls tools for some minutes, and checks that the audit trail and its seal have every call.',
      options: {
        minutes: { type: 'number', default: 1, help: 'length of the load' },
        callers: { type: 'number', default: 16, help: 'callers at once' },
        chaos: { type: 'flag', help: `kills a function after every ${KILL_EVERY} calls` },
      },
      async run({ options: { minutes, callers, chaos } }) {
        await setup();
        try {
          const end = Date.now() + minutes * 60_000;
          const goesOn = () => Date.now() < end;
          const result = await runLoad({ callers, goesOn, ...(chaos ? { killEvery: KILL_EVERY } : {}) });
          const faults = faultsOf(result);
          const text = [textOf(result), ...faults].join('\n');
          return { text, data: { ...result, faults }, exitCode: faults.length === 0 ? 0 : 1 };
        } finally {
          await teardown();
        }
      },
    }),
  },
});

function textOf({ answers, codes, unanswered, kills, orders, p50, p99, seconds, events, seal }: LoadResult): string {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  return [
    `${answers} answers in ${seconds.toFixed(0)} s (${(answers / seconds).toFixed(0)} a second): ${list(codes)}.`,
    `p50 ${p50} ms, p99 ${p99} ms. ${unanswered} requests without an answer; killed: ${list(kills) || 'nothing'}.`,
    `${orders.placed} orders, ${orders.doubled} placed twice, ${orders.lost} lost.`,
    `${events.intents} intents, ${events.outcomes} outcomes, ${events.open} calls without an outcome.`,
    seal,
  ].join('\n');
}
