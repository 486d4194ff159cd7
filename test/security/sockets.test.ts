import { describe, expect, it } from '@jest/globals';
import { importsOf } from '../house/imports.ts';
import { repositoryFiles, textOf } from '../house/repository.ts';
import { openSocketsOf } from './sockets.ts';

const GUARDS = ['functions/core/egress/', 'functions/kit/outbound/'];

/** Modules that may open connections without the guard, and why. */
const ALLOWED: Record<string, string> = {
  'functions/core/aws/connection-pool.ts': 'It reaches AWS alone, at the endpoint of an AWS client or of the environment',
  'functions/registry-seeder/answer-cloudformation.ts': 'CloudFormation names the address of its answer in the event',
};

/** Modules that run in Lambda, without tests and `testing` folders. */
const modules = repositoryFiles().filter(
  (path) => path.startsWith('functions/') && /\.(ts|mjs)$/.test(path) && !/\.test\.ts$|\/testing\//.test(path),
);

describe('the ways out of a function', () => {
  it('lead through the guard', () => {
    const found = modules
      .filter((path) => !GUARDS.some((guard) => path.startsWith(guard)) && !(path in ALLOWED))
      .flatMap((path) => openSocketsOf(textOf(path)).map(({ line, means }) => `${path}:${line} uses ${means}`));
    expect(found).toEqual([]);
    expect(modules.length).toBeGreaterThan(50);
  });

  it('do not lead through helpers of tests', () => {
    const importers = modules.filter((path) =>
      importsOf(textOf(path)).some(({ specifier }) => specifier.includes('/testing/')),
    );
    expect(importers).toEqual([]);
  });

  it.each(Object.keys(ALLOWED))('still need the exception of %s', (path) => {
    expect(openSocketsOf(textOf(path))).not.toEqual([]);
  });
});

describe('the search for code that opens a connection', () => {
  it.each([
    ["import net from 'node:net';", 'node:net'],
    ["import { request } from 'https';", 'https'],
    ["import { Agent } from 'undici';", 'undici'],
    ["import Agent from 'undici/lib/dispatcher/agent.js';", 'undici/lib/dispatcher/agent.js'],
    ["const { connect } = await import('node:tls');", 'node:tls'],
    ["await fetch('https://a.example');", 'fetch('],
    ["await globalThis.fetch('https://a.example');", 'globalThis.fetch'],
    ["await globalThis['fetch']('https://a.example');", "globalThis['fetch"],
    ['const send = fetch;', 'fetch'],
    ['new Client({ fetch: fetch, retries: 1 });', 'fetch'],
    ['new Client(fetch);', 'fetch'],
    ["new WebSocket('wss://a.example');", 'new WebSocket'],
    ["require('net').connect(1);", 'require('],
    ["process.getBuiltinModule('net');", 'getBuiltinModule('],
  ])('finds the connection in %s', (source, means) => {
    expect(openSocketsOf(source).map((found) => found.means)).toContain(means);
  });

  it.each([
    "import type { Server } from 'node:http';",
    "await call.fetch('https://a.example');",
    'readonly fetch: typeof fetch;',
    'return await outbound.fetch(url, { ...init, signal }, context);',
    "// Later: fetch('https://a.example')",
    '/** `fetch(url)` is refused. */',
    "const documents = 'prefetch(';",
  ])('finds no connection in %s', (source) => {
    expect(openSocketsOf(source)).toEqual([]);
  });
});
