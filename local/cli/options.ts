import { parseArgs } from 'node:util';
import { StartError, sentence } from '../start-error.ts';

export type Options = {
  port: number;
  stage: string;
  live: string[];
  reset: boolean;
  watch: boolean;
  verbose: boolean;
  help: boolean;
  /** Concurrent executions of the account; the default of AWS if absent. */
  concurrency?: number;
  stateDir: string;
  /** A cloud assembly to run as it is, without building and synthesizing. */
  assemblyDir?: string;
};

export const HELP = `npm start -- [options]

  --port N          port of the API (default 4600)
  --stage NAME      stage to synthesize (default dev)
  --live FAMILY     let a family talk to its real provider; may be repeated
  --reset           begin with an empty state
  --watch           rebuild and swap the code when a source changes
  --verbose         show every log line of the functions
  --concurrency N   concurrent executions of functions (default 1000; new AWS accounts have 10)
  --state DIR       folder for tables, secrets and keys (default .manifold)
  --assembly DIR    run this cloud assembly instead of building one

MANIFOLD_SECRET_<FAMILY> in the environment puts its JSON into the family's secret, e.g. real credentials for --live;
MANIFOLD_SIGNING_<FAMILY> does so with the secret of the keys that sign the family's events.`;

/**
 * Values of secrets by their names under the stage: `<family>` from `MANIFOLD_SECRET_<FAMILY>`, `<family>/webhooks` from
 * `MANIFOLD_SIGNING_<FAMILY>`. @throws StartError if one is not JSON.
 */
export function familySecrets(environment: NodeJS.ProcessEnv): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const [, kind, family] = /^MANIFOLD_(SECRET|SIGNING)_(\w+)$/.exec(name) ?? [];
    if (family === undefined || !value) continue;
    try {
      JSON.parse(value);
    } catch {
      throw new StartError(`${name} is not JSON; give an object with the keys of the family's secret.`);
    }
    secrets[`${family.toLowerCase().replaceAll('_', '-')}${kind === 'SIGNING' ? '/webhooks' : ''}`] = value;
  }
  return secrets;
}

/** @throws StartError if an option is unknown or its value makes no sense. */
export function readOptions(argv: string[]): Options {
  const values = parse(argv);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new StartError(`--port ${values.port} is not a port; give a number from 0 to 65535.`);
  }
  const concurrency = values.concurrency === undefined ? undefined : Number(values.concurrency);
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0)) {
    throw new StartError(`--concurrency ${values.concurrency} is not a number of executions; give 1 or more.`);
  }
  return {
    port,
    concurrency,
    stage: values.stage,
    live: values.live,
    reset: values.reset,
    watch: values.watch,
    verbose: values.verbose,
    help: values.help,
    stateDir: values.state,
    assemblyDir: values.assembly,
  };
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        port: { type: 'string', default: '4600' },
        concurrency: { type: 'string' },
        stage: { type: 'string', default: 'dev' },
        live: { type: 'string', multiple: true, default: [] },
        reset: { type: 'boolean', default: false },
        watch: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        state: { type: 'string', default: '.manifold' },
        assembly: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new StartError(`${sentence(error)} (npm start -- --help lists the options)`);
  }
}
