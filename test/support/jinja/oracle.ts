import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Case } from './case.ts';

/** Result of a template: a text, or a kind of error. */
export type Answer = { readonly text: string } | { readonly error: string; readonly reason: string };

/** Debian's Python, which has the packages of Debian. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = fileURLToPath(new URL('oracle.py', import.meta.url));

const runs = (code: string) => existsSync(PYTHON) && spawnSync(PYTHON, ['-c', code]).status === 0;

/** Whether Jinja2 3.1.2 is installed; `npm run peers` installs it. */
export const hasJinja = runs('import importlib.metadata as m; assert m.version("jinja2") == "3.1.2"');

/** Whether Ansible's filters are installed. */
export const hasAnsible = (): boolean =>
  hasJinja && execFileSync(PYTHON, [SCRIPT, '--has-ansible'], { encoding: 'utf8' }).trim() === 'true';

/** Jinja2's results of the cases. */
export function askJinja(cases: readonly Case[]): Answer[] {
  const input = cases.map((one) => JSON.stringify(one)).join('\n');
  const output = execFileSync(PYTHON, [SCRIPT], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return output.trimEnd().split('\n').map(readAnswer);
}

function readAnswer(line: string): Answer {
  const { text, error, reason } = JSON.parse(line) as { text?: string; error?: string; reason?: string };
  return text === undefined ? { error: error ?? '', reason: reason ?? '' } : { text };
}
