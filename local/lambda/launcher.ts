import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Identities } from '../identity/identities.ts';
import type { Logs } from '../log.ts';
import type { Watchdog } from '../process/watchdog.ts';
import { type Clocks, clockArguments } from './clocks.ts';
import type { CodeStore } from './code-store.ts';
import type { FunctionConfiguration } from './configuration.ts';
import { environmentOf } from './environment.ts';
import { Pool } from './pool.ts';

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));
/** Share of a function's memory that V8's old space may take, as in the managed runtime. */
const OLD_SPACE_SHARE = 0.9;
/**
 * Dozens of instances share this machine, so each trades some speed for memory: little garbage before it is collected, one
 * helper thread, WebAssembly that is not compiled a second time for speed.
 */
const THRIFTY = ['--max-semi-space-size=2', '--liftoff-only', '--v8-pool-size=1'];
/** The C library keeps a heap per thread otherwise, most of it empty. */
const THRIFTY_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };

export type LauncherOptions = {
  nodeBinary: string;
  watchdog: Watchdog;
  identities: Identities;
  code: CodeStore;
  clocks: Clocks;
  logs: Logs;
  endpoint: () => string;
  /** Variables laid over a function's own, by its tags. */
  overlay(configuration: FunctionConfiguration): Record<string, string>;
  maxInstances: number;
  freezeAfterSeconds: number;
  reapAfterSeconds: number;
};

/** Makes the pools that start processes for function versions: credentials of the role, memory limit, environment. */
export function poolFactory(options: LauncherOptions): (configuration: FunctionConfiguration, version: string) => Pool {
  const { watchdog, identities, code, clocks, logs } = options;
  return (configuration, version) => {
    const { functionName, memoryMb } = configuration;
    const taskRoot = code.folder(configuration.code);
    return new Pool({
      configuration,
      version,
      maxInstances: options.maxInstances,
      freezeAfterSeconds: options.freezeAfterSeconds,
      reapAfterSeconds: options.reapAfterSeconds,
      log: (line) => logs.write('function', functionName, line),
      clockAhead: () => clocks.of(functionName),
      launch: (_tenantId, clockAheadMs) => (runtimeApi) => {
        const credentials = identities.assume(configuration.roleArn, functionName);
        const environment = environmentOf({
          configuration,
          version,
          overlay: options.overlay(configuration),
          credentials,
          endpoint: options.endpoint(),
          runtimeApi,
          taskRoot,
          logStream: `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[${version}]${randomBytes(16).toString('hex')}`,
        });
        const oldSpace = Math.floor(memoryMb * OLD_SPACE_SHARE);
        const limits = [`--max-old-space-size=${oldSpace}`, ...THRIFTY];
        const child = watchdog.spawn(
          options.nodeBinary,
          [...limits, ...clockArguments(clockAheadMs), '--enable-source-maps', BOOTSTRAP],
          {
            cwd: taskRoot,
            env: { ...THRIFTY_ENVIRONMENT, ...environment },
            stdio: ['ignore', 'pipe', 'pipe'],
          },
        );
        child.once('exit', () => identities.revoke(credentials));
        return child;
      },
    });
  };
}
