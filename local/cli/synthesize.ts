import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';

const NOISE = /^npm warn|: Subprocess exited with error/;

/**
 * Runs its arguments with the usual rights for new files: the local cloud makes its files private, but a deployed assembly
 * has to be readable by the user that Lambda runs as.
 */
const AS_DEPLOYED = 'umask 0022; exec "$0" "$@"';

type Run = { code: number | null; output: string };

/**
 * Builds the bundles and synthesizes a stage into `output`.
 * @throws StartError with the first complaint; the whole output is in the log file that it names.
 */
export async function synthesize(options: {
  root: string;
  stage: string;
  output: string;
  logFile: string;
}): Promise<void> {
  const { root, stage, output, logFile } = options;
  const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
  if (!existsSync(cdk)) throw new StartError('The packages are not installed; run npm ci.');
  const buildsItself = 'build' in JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  if (!buildsItself) check('The build', await run(root, ['scripts/build.ts']), logFile);
  const synth = await run(root, [
    cdk,
    'synth',
    '--quiet',
    '--no-notices',
    '--context',
    `stage=${stage}`,
    '--output',
    output,
  ]);
  check(`Synthesis of stage ${stage}`, synth, logFile);
}

function run(root: string, args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}`;
    const env = { ...process.env, PATH: path, CDK_DISABLE_CLI_TELEMETRY: 'true', NO_COLOR: '1' };
    const child = spawn('/bin/sh', ['-c', AS_DEPLOYED, process.execPath, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

function check(what: string, { code, output }: Run, logFile: string): void {
  if (code === 0) return;
  mkdirSync(join(logFile, '..'), { recursive: true });
  writeFileSync(logFile, output);
  throw new StartError(`${what} failed: ${complaint(output)} (all of it is in ${logFile})`);
}

/** The line with the error: the first that looks like one, else the last line of the project's own programs. */
export function complaint(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !NOISE.test(line) && line.length < 1_000);
  const error = lines.find((line) => /\b(error|[A-Z]\w*Error)\b[:»\]]|«\w+»|\[ERROR\]|✘|✖/i.test(line));
  return (error ?? lines.at(-1) ?? 'no message').slice(0, 400);
}
