import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { answerOf, type Driver, headersOf } from '../driver.ts';

const PACKAGE = createRequire(import.meta.url).resolve('@modelcontextprotocol/inspector/package.json');
const PROGRAM = join(dirname(PACKAGE), 'clients/launcher/build/index.js');
const run = promisify(execFile);

export const inspectorLegacy = inspectorCli('legacy', '2025-11-25');
export const inspectorModern = inspectorCli('modern', '2026-07-28');

/** The Inspector's command line. Each step is a run of its own, which connects anew. */
function inspectorCli(era: string, revision: string): Driver {
  return {
    name: `@modelcontextprotocol/inspector 2.12.0 --cli (${revision})`,
    async open({ url, credential }) {
      // The Inspector keeps files in the home directory; the journey neither finds nor leaves any.
      const home = await mkdtemp(join(tmpdir(), 'inspector-'));
      const headers = Object.entries(headersOf(credential)).flatMap(([name, value]) => [
        '--header',
        `${name}: ${value}`,
      ]);
      const ask = async (...method: string[]) => {
        const options = ['--protocol-era', era, '--stored-auth-only', '--format', 'json', '--method', ...method];
        const args = [PROGRAM, '--cli', url, '--transport', 'http', ...headers, ...options];
        const { stdout } = await run(process.execPath, args, {
          env: { ...process.env, HOME: home },
          maxBuffer: 16 * 1024 * 1024,
        }).catch((error) => error as { stdout: string });
        return JSON.parse(stdout).result;
      };
      return {
        listTools: async () => (await ask('tools/list')).tools.map(({ name }: { name: string }) => name),
        callTool: async (name, args) =>
          answerOf(await ask('tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args))),
        readResource: (uri) => ask('resources/read', '--uri', uri),
        getPrompt: (name) => ask('prompts/get', '--prompt-name', name),
        close: () => rm(home, { recursive: true, force: true }),
      };
    },
  };
}
