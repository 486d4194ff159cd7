import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT_ROOT } from '../../lib/families.ts';

const children = new Set<ChildProcess>();

/** A program of the benchmark that serves until it is stopped. */
export interface Running {
  readonly pid: number;
  readonly url: string;
}

/** Runs a program of the benchmark to its end and returns its output. */
export function runNode(args: string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: PROJECT_ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${args[0]} failed: ${readable(complaint)}`)),
    );
  });
}

/** Cuts the output: Node quotes the line that threw, and a line of a bundle is a whole module. */
const readable = (complaint: string) =>
  complaint
    .split('\n')
    .filter((line) => line.length < 500)
    .join('\n');

/** Starts a server; `ready` finds the URL in a line that it prints. */
export function startServer(args: string[], ready: (line: string) => string | undefined): Promise<Running> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: PROJECT_ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    children.add(child);
    child.once('error', reject);
    child.once('exit', (code) => {
      children.delete(child);
      reject(new Error(`${args[0]} ended with ${code} before it was ready.`));
    });
    // The lines after that are read too, so that the pipe never fills.
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = ready(line);
      if (url !== undefined && child.pid !== undefined) resolve({ pid: child.pid, url });
    });
  });
}

/** Starts a target, whose first line of output is its address. */
export const startTarget = (file: string): Promise<Running> =>
  startServer([join('scripts/bench/targets', file)], (line) => (line.startsWith('http') ? line : undefined));

export interface RunningCloud extends Running {
  /** Bearer credential of the development key; empty if the assembly has no identities. */
  readonly authorization: string;
  readonly startMs: number;
}

/** Starts the local cloud over an assembly, with a state of its own, as `npm start` does. */
export async function startCloud(assembly: string, state: string): Promise<RunningCloud> {
  const started = performance.now();
  const args = [
    '--max-semi-space-size=4',
    'local/cli/start.ts',
    '--assembly',
    assembly,
    '--state',
    state,
    '--port',
    '0',
  ];
  const running = await startServer(args, (line) => /MCP URL\s+(\S+)/.exec(line)?.[1]);
  const startMs = performance.now() - started;
  const file = join(state, 'dev-key.json');
  const { key = '' }: { key?: string } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return { ...running, authorization: `Bearer ${key}`, startMs };
}

/** Stops every process that this module started, and waits until it has ended. */
export async function stopAll(): Promise<void> {
  const stopping = [...children].map((child) => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    return gone;
  });
  await Promise.all(stopping);
}
