import { spawnSync } from 'node:child_process';
import type { CorpusCase } from './corpus.ts';
import type { Speed } from './speed.ts';

/** Results of Debian's python3-textfsm for a corpus. */
export interface PythonCorpus extends Speed {
  readonly version: string;
  /** For each case, the templates that clitable names. */
  readonly templates: readonly (readonly string[])[];
}

const PYTHON = '/usr/bin/python3';

/** Runs python3-textfsm; undefined if it is missing. `isTimed` chooses the cases whose parsing is timed. */
export function askPythonCorpus(
  folder: string,
  cases: readonly CorpusCase[],
  isTimed: (one: CorpusCase) => boolean,
): PythonCorpus | undefined {
  if (spawnSync(PYTHON, ['-W', 'ignore', '-c', 'import textfsm']).status !== 0) return undefined;
  const script = new URL('./python-corpus.py', import.meta.url).pathname;
  const asked = cases.map((one) => ({
    platform: one.platform,
    command: one.command,
    text: one.text,
    timed: isTimed(one),
  }));
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-W', 'ignore', script], {
    input: JSON.stringify({ folder, cases: asked }),
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  });
  if (status !== 0) throw new Error(`python3-textfsm failed: ${stderr}`);
  return JSON.parse(stdout);
}
