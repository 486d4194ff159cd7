import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nodeBinary } from '../process/binaries.ts';
import { listen } from '../process/ports.ts';
import { TestApi } from '../testing/api.ts';
import { lambda, role, TestFolders, table } from '../testing/assembly.ts';

const HELLO = `export const handler = async () => ({ statusCode: 200, body: String(process.pid) });`;
const START = resolve(import.meta.dirname, 'main.mjs');
const folders = new TestFolders();

beforeAll(() => {
  const api = new TestApi().method('GET', '/health', { target: 'Hello' });
  folders.write({
    code: { Hello: HELLO },
    resources: { Role: role(), Identity: table('identity'), Hello: lambda('Hello', HELLO, 'Role'), ...api.resources },
  });
});
afterAll(() => folders.dispose());

type Run = {
  output(): string;
  saw(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<number | null>;
};

function start(...args: string[]): Run {
  const child = spawn(nodeBinary(), [START, '--assembly', folders.assemblyDir, '--state', folders.stateDir, ...args]);
  let output = '';
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      for (const watcher of watchers) watcher();
    });
  }
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const saw = (text: string) =>
    new Promise<void>((found, lost) => {
      const look = () => output.includes(text) && found();
      watchers.add(look);
      look();
      void ended.then(() => lost(new Error(`ended without "${text}": ${output}`)));
    });
  return { output: () => output, saw, kill: (signal) => child.kill(signal), ended };
}

const urlIn = (output: string) => /http:\/\/127\.0\.0\.1:\d+(?=\/health)/.exec(output)?.[0] ?? '';

/** Waits until a process is gone, which the operating system reports as an error. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
      if (/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return;
    } catch {
      return;
    }
    await new Promise((next) => setImmediate(next));
  }
}

describe('npm start', () => {
  it('prints URL, key, client configuration and a command; ctrl-c ends it with 0 and leaves no process', async () => {
    const run = start('--port', '0');
    await run.saw('Ctrl-c stops everything.');
    const output = run.output();
    expect(output).toMatch(/Development key {2}mf_/);
    expect(output).toContain('"mcpServers"');
    expect(output).toContain('curl -s http://127.0.0.1:');
    const pid = Number(await (await fetch(`${urlIn(output)}/health`)).text());
    await run.saw('GET /health 200');
    run.kill('SIGINT');
    expect(await run.ended).toBe(0);
    await gone(pid);
  });

  it('leaves no process behind when it is killed, and starts again on the same state', async () => {
    const killed = start('--port', '0');
    await killed.saw('Ctrl-c stops everything.');
    const pid = Number(await (await fetch(`${urlIn(killed.output())}/health`)).text());
    killed.kill('SIGKILL');
    await killed.ended;
    await gone(pid);
    const again = start('--port', '0');
    await again.saw('Ctrl-c stops everything.');
    const second = start('--port', '0');
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/A local cloud already runs on .+; stop it first/);
    again.kill('SIGTERM');
    expect(await again.ended).toBe(0);
  });

  it('says in one sentence that the port is in use', async () => {
    const taken = createServer();
    const port = await listen(taken, 0);
    const run = start('--port', String(port));
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain(`Port ${port} is in use; stop what listens there or choose another with --port.`);
    expect(run.output()).not.toMatch(/\n\s+at /);
    await new Promise((closed) => taken.close(closed));
  });

  it.each([
    [['--port', 'x'], /--port x is not a port/],
    [['--colour'], /Unknown option '--colour'/],
    [['--assembly', '/nowhere'], /has no \/nowhere\/manifest\.json; run cdk synth first/],
  ])('refuses %j in one sentence', async (args, message) => {
    const run = start(...args);
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(message);
    expect(run.output()).not.toMatch(/\n\s+at /);
  });

  it('says in one sentence that a template is broken', async () => {
    const template = join(folders.assemblyDir, 'App.template.json');
    const whole = readFileSync(template, 'utf8');
    writeFileSync(template, whole.slice(0, 100));
    const run = start('--port', '0');
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(/App\.template\.json is not valid JSON .+ run cdk synth again/);
    writeFileSync(template, whole);
  });
});
