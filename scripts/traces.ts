/**
 * Traces of the local cloud: for each request, the time that the gateway, the functions, the tables and the providers took.
 *
 *     npm run traces -- --last 3
 */
import { writeFile } from 'node:fs/promises';
import { command } from './command/command.ts';
import { LOCAL_OPTIONS } from './command/local-cloud.ts';
import { runProgram } from './command/run-program.ts';
import { readLogFile } from './traces/call-lines.ts';
import { printTrace } from './traces/print-tree.ts';
import { selectTraces } from './traces/trace-tree.ts';
import { waterfall } from './traces/waterfall.ts';

await runProgram({
  name: 'traces',
  about: 'The log of the local cloud begins anew with each start.',
  commands: {
    '': command({
      about: 'Shows how long the parts of each request took.',
      options: {
        last: { type: 'number', default: 10, help: 'how many requests' },
        id: { type: 'text', value: 'ID', help: 'a trace id or a correlation id' },
        slow: { type: 'flag', help: 'the slowest first; without it, the newest last' },
        svg: { type: 'text', value: 'FILE', help: 'writes a picture as well' },
        ...LOCAL_OPTIONS,
      },
      run: async ({ options: { last, id, slow, svg, state } }) => {
        const traces = selectTraces(await readLogFile(state), { last, id, order: slow ? 'slowest' : 'newest' });
        if (traces.length === 0) return { text: 'No call with spans is in the log.', data: [] };
        if (svg !== undefined) await writeFile(svg, waterfall(traces));
        return { text: traces.map(printTrace).join('\n\n'), data: traces };
      },
    }),
  },
});
