import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_ROOT } from '../../lib/families.ts';

const execute = promisify(execFile);
const run = (...args: string[]) => execute(process.execPath, args, { cwd: PROJECT_ROOT });

describe('a command that runs in a process of its own', () => {
  it('prints its help on standard output and ends with 0', async () => {
    const { stdout, stderr } = await run('scripts/keys.ts', '--help');
    expect(stdout).toMatch(/^npm run keys -- create --label TEXT\n[\s\S]*--state DIR/);
    expect(stderr).toBe('');
  });

  it('prints a wrong option with the help on standard error and ends with 2', async () => {
    await expect(run('scripts/plans.ts', 'list', '--tabel', 'x')).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^There is no option --tabel\. Did you mean --table\?\n\nnpm run plans -- list\n/),
    });
  });
});
