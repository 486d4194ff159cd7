import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { PROJECT_ROOT } from '../../lib/families.ts';
import { listedIn, MOST_FILES, pageOf } from './page.ts';

const run = promisify(execFile);

it('one payment passes through the files that docs/call-path.md lists, and through no more than 25', async () => {
  const { stdout } = await run(process.execPath, ['scripts/call-path.ts', '--check'], { cwd: PROJECT_ROOT });
  const traced = stdout.split('\n').filter((line) => line.startsWith('functions/'));
  expect(traced).toEqual(listedIn(readFileSync(join(PROJECT_ROOT, 'docs/call-path.md'), 'utf8')));
  expect(traced).toContain('functions/front/guard/guard-call.ts');
  expect(traced).toContain('functions/families/payments/tools/initiate-payment.ts');
  expect(traced.length).toBeLessThanOrEqual(MOST_FILES);
});

it('the page lists the path apart from the floors that it stands on', () => {
  const page = pageOf(['functions/core/a.ts', 'functions/front/b.ts', 'functions/kit/c.ts']);
  expect(listedIn(page)).toEqual(['functions/front/b.ts']);
  expect(page).toContain('| all, with the path | 3 |');
});
