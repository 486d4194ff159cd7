import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CALL, type RealClient } from './real-client.ts';
import { everyTool } from './sdk-v1.ts';

const PACKAGE = createRequire(import.meta.url).resolve('mcp-remote/package.json');

/** A client that speaks stdio alone, connected through mcp-remote. */
export const mcpRemote: RealClient = {
  name: 'a stdio client through mcp-remote',
  async listAndCall({ url, key }) {
    const config = await mkdtemp(join(tmpdir(), 'mcp-remote-'));
    const options = ['--transport', 'http-only', '--allow-http', '--header', `Authorization:Bearer ${key}`];
    const client = new Client({ name: 'test', version: '1.0.0' });
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [join(dirname(PACKAGE), 'dist/proxy.js'), url, ...options],
      env: { MCP_REMOTE_CONFIG_DIR: config, HOME: config },
      stderr: 'ignore',
    });
    try {
      await client.connect(transport);
      return { tools: await everyTool(client), result: await client.callTool(CALL) };
    } finally {
      await client.close();
      await rm(config, { recursive: true, force: true });
    }
  },
};
