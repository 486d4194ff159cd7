import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_ROOT } from '../lib/families.ts';
import { asksForHelp } from './print-result.ts';

const execute = promisify(execFile);
const run = (...args: string[]) => execute(process.execPath, args, { cwd: PROJECT_ROOT });

describe('an operator’s command', () => {
  it.each(['scripts/keys.ts', 'scripts/policy.ts'])('says with --help what %s takes', async (script) => {
    const { stdout } = await run(script, '--help');
    expect(stdout).toMatch(/^npm run (keys|policy) -- /);
    expect(stdout).toContain('--state DIR');
  });

  it('says what it takes where an option is unknown', async () => {
    await expect(run('scripts/plans.ts', 'list', '--tabel', 'x')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Unknown option '--tabel'[\s\S]*npm run plans -- list/),
    });
  });

  it('takes no text behind -- for a question', () => {
    expect(asksForHelp(['create', '--label', 'x', '-h'])).toBe(true);
    expect(asksForHelp(['create', '--', '--help'])).toBe(false);
    expect(asksForHelp(['create', '--label=--help'])).toBe(false);
  });
});
