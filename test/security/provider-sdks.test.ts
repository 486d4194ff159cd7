import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';

/** Result that each SDK may have, and the hosts for which the server was called. */
const EXPECTED = {
  'provider.example': 'answered provider.example',
  'undeclared.example': 'E5001',
  '127.0.0.1': 'E5001',
  '169.254.169.254': 'E5001',
  'public.example': 'E5001',
  'redirected away': 'redirects.example',
  'before its name changes': 'answered provider.example',
  'after its name changed': 'E5001',
};

let report: Record<string, Record<string, string>>;
beforeAll(async () => {
  const probe = join(import.meta.dirname, 'provider-sdks-probe.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [probe], { timeout: 50_000 });
  report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}, 60_000);

describe.each(['stripe with an agent', 'stripe with fetch', 'plaid', 'alpaca'])('the SDK %s', (name) => {
  it.each(Object.entries(EXPECTED))('gives for %s the result "%s"', (what, outcome) => {
    expect(report[name]?.[what]).toBe(outcome);
  });
});
