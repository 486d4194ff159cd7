/**
 * `npm start`: builds, synthesizes and runs the cloud assembly on loopback. A failure is printed as one sentence.
 */
import { join, relative, resolve } from 'node:path';
import { type Cloud, startCloud } from '../cloud.ts';
import { StartError, sentence } from '../start-error.ts';
import { resetState } from '../state/reset.ts';
import { ConsoleLog } from './console-log.ts';
import { familySecrets, HELP, type Options, readOptions } from './options.ts';
import { Progress } from './progress.ts';
import { Stopper } from './stopper.ts';
import { summary } from './summary.ts';
import { synthesize } from './synthesize.ts';
import { watchSources } from './watch.ts';

const root = resolve(import.meta.dirname, '../..');

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else await start(options);
} catch (error) {
  const known = error instanceof StartError;
  console.error(known || !process.env.DEBUG ? sentence(error) : error);
  process.exit(1);
}

async function start(options: Options): Promise<void> {
  const stateDir = resolve(options.stateDir);
  const progress = new Progress();
  const assemblyDir = resolve(options.assemblyDir ?? join(root, 'cdk.out'));
  const synth = () =>
    synthesize({ root, stage: options.stage, output: assemblyDir, logFile: join(stateDir, 'synth.log') });
  const stopper = new Stopper();
  if (options.reset) resetState(stateDir);
  if (!options.assemblyDir) await progress.step(`Building and synthesizing stage ${options.stage}`, synth);
  const log = new ConsoleLog({ stateDir, verbose: options.verbose });
  const cloud = await progress.step('Starting the local cloud', () =>
    startCloud({
      assemblyDir,
      stateDir,
      port: options.port,
      accountConcurrency: options.concurrency,
      log: log.write,
      sandboxesDir: join(root, 'sandboxes'),
      liveFamilies: options.live,
      familySecrets: familySecrets(process.env),
    }),
  );
  stopper.add(() => cloud.stop());
  console.log(
    summary(cloud, {
      took: progress.total(),
      stateDir: relative(process.cwd(), stateDir) || '.',
      watch: options.watch,
      verbose: options.verbose,
    }),
  );
  log.release();
  if (options.watch) stopper.add(watch(cloud, synth));
}

function watch(cloud: Cloud, synth: () => Promise<void>): () => void {
  return watchSources(root, async (file) => {
    const startedAt = performance.now();
    try {
      await synth();
      await cloud.redeploy();
      console.log(
        `${file} changed: new code is served after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`,
      );
    } catch (error) {
      console.error(`${file} changed, the earlier code is still served: ${sentence(error)}`);
    }
  });
}
