import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CALL, type RealClient } from './real-client.ts';

const PACKAGE = createRequire(import.meta.url).resolve('@modelcontextprotocol/inspector/package.json');
const PROGRAM = join(dirname(PACKAGE), 'clients/launcher/build/index.js');
const run = promisify(execFile);

/** The command line of the Inspector, in one era. */
function inspector(era: 'legacy' | 'modern'): RealClient {
  return {
    name: `the Inspector's command line, ${era}`,
    async listAndCall({ url, key }) {
      // The Inspector keeps files in the home directory; a test must neither find nor leave any.
      const home = await mkdtemp(join(tmpdir(), 'inspector-'));
      const ask = async (...method: string[]) => {
        const target = [url, '--transport', 'http', '--header', `Authorization: Bearer ${key}`];
        const options = ['--protocol-era', era, '--stored-auth-only', '--format', 'json', '--method', ...method];
        const { stdout } = await run(process.execPath, [PROGRAM, '--cli', ...target, ...options], {
          env: { ...process.env, HOME: home },
          maxBuffer: 16 * 1024 * 1024,
        });
        return JSON.parse(stdout).result;
      };
      try {
        const { tools } = await ask('tools/list');
        const call = ['--tool-name', CALL.name, '--tool-args-json', JSON.stringify(CALL.arguments)];
        const result = await ask('tools/call', ...call);
        return { tools: tools.map(({ name }: { name: string }) => name), result };
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    },
  };
}

export const inspectorLegacy = inspector('legacy');
export const inspectorModern = inspector('modern');
