import { spawnSync } from 'node:child_process';

/** Debian's own Python, which has the modules of Debian's packages; another Python on the PATH lacks them. */
const PYTHON = '/usr/bin/python3';

/** Whether Debian's Python is installed and has a module. `npm run peers` installs the modules that tests use. */
export const hasPythonModule = (module: string): boolean =>
  spawnSync(PYTHON, ['-W', 'ignore', '-c', `import ${module}`]).status === 0;

/** Runs a script that reads JSON and writes JSON. */
export function askPython<T>(script: string, input: unknown): T {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-W', 'ignore', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  });
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
