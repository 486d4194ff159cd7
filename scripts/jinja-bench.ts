/**
 * Measures how long our template engine and Jinja2 take for a configuration of 10,000 lines.
 *
 *     npm run jinja:bench
 */
import { command } from './command/command.ts';
import { runProgram } from './command/run-program.ts';
import { bench } from './jinja/bench.ts';

await runProgram({
  name: 'jinja:bench',
  about: 'Times of python3-jinja2 are included if it is installed (npm run peers).',
  commands: {
    '': command({
      about: 'Measures the template engine.',
      options: { rounds: { type: 'number', default: 25, help: 'how often the configuration is rendered' } },
      run: ({ options }) => bench(options.rounds),
    }),
  },
});
