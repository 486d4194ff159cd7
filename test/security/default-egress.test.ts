import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildBundles } from '../../scripts/build/bundle.ts';

const PROBE = join(import.meta.dirname, 'egress-probe.ts');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manifold-egress-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function probe(script: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 30_000 });
  return JSON.parse(stdout);
}

const EXPECTED = {
  outcomes: {
    'fetch, declared': '200',
    'fetch, undeclared': 'E5001',
    'fetch, leads inside': 'E5001',
    'fetch, loopback': 'E5001',
    'fetch, metadata': 'E5001',
    'fetch, redirected away': 'E5001',
    'http, declared': '200',
    'http, undeclared': 'E5001',
    'http, leads inside': 'E5001',
    'https, undeclared': 'E5001',
    'https, leads inside': 'E5001',
    'WebSocket, undeclared': '0',
    'family, declared': '200',
    'family, undeclared': 'E5001',
    'family, leads inside': 'E5001',
  },
  seen: ['provider.example/', 'provider.example/away', 'provider.example/', 'provider.example/'],
};

describe('HTTP clients that do not know the guard of addresses', () => {
  it('reach declared hosts alone, on this version of Node', async () => {
    expect(await probe(PROBE)).toEqual(EXPECTED);
  }, 40_000);

  it('reach declared hosts alone from inside a bundle', async () => {
    await buildBundles({ entries: [{ name: 'functions/probe', source: PROBE }], folder });
    expect(await probe(join(folder, 'functions/probe/index.mjs'))).toEqual(EXPECTED);
  }, 40_000);
});
