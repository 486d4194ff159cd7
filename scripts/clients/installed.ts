import { execFile } from 'node:child_process';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = join(import.meta.dirname, '../../.clients');

/** Clients that the repository does not depend on; the command installs them into a folder of their own. */
export const PACKAGES = {
  '@langchain/core': '1.4.0',
  '@langchain/mcp-adapters': '1.1.4',
  '@mastra/mcp': '2.0.0',
  '@openai/agents': '0.20.0',
  langchain: '1.5.14',
  'mcp-use': '1.34.6',
  mcporter: '0.12.3',
  'sdk-1-10': 'npm:@modelcontextprotocol/sdk@1.10.2',
} as const;

/** Installs the pinned clients, unless that has been done. Takes a minute or two. */
export async function installClients(): Promise<void> {
  const manifest = `${JSON.stringify({ private: true, type: 'module', dependencies: PACKAGES }, null, 2)}\n`;
  const before = await readFile(join(FOLDER, 'package.json'), 'utf8').catch(() => '');
  const complete = await access(join(FOLDER, 'load.mjs')).then(
    () => true,
    () => false,
  );
  if (complete && before === manifest) return;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'package.json'), manifest);
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: FOLDER });
  // A module resolves what it imports from its own folder, so this one has to lie there.
  await writeFile(join(FOLDER, 'load.mjs'), 'export const load = (name) => import(name);\n');
}

/** A module of an installed client. */
export async function installed(name: string): Promise<Record<string, unknown>> {
  const { load } = await import(pathToFileURL(join(FOLDER, 'load.mjs')).href);
  return load(name);
}
