import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../schemas/invocation.ts';
import { guardedCall } from '../../../test/support/guarded-call.ts';
import { stepUp } from './simple-guards.ts';

const NOW = 1_800_000_000;
const done: Outcome = { status: 'ok', meta: {} };
const run = (principal: { authTime?: number; amr?: string[] }, sensitive = true) =>
  Promise.resolve().then(() =>
    stepUp(
      guardedCall({
        startedAt: NOW * 1000,
        services: { mfaMaxAgeSeconds: 900 },
        tool: { definition: { sensitive } },
        principal,
      }),
      async () => done,
    ),
  );

describe('step-up', () => {
  it.each([[{ authTime: NOW - 900, amr: ['pwd', 'otp'] }], [{ authTime: NOW, amr: ['mfa'] }]])(
    'lets a recent second factor pass: %j',
    async (principal) => {
      expect(await run(principal)).toBe(done);
    },
  );

  it.each([
    ['too old', { authTime: NOW - 901, amr: ['otp'] }],
    ['no second factor', { authTime: NOW, amr: ['pwd'] }],
    ['no time', { amr: ['otp'] }],
    ['a time to come', { authTime: NOW + 86_400, amr: ['otp'] }],
    ['an API key', {}],
  ])('refuses %s and says how recent the second factor has to be', async (_why, principal) => {
    await expect(run(principal)).rejects.toMatchObject({ code: 'E1005', details: { maxAgeSeconds: 900 } });
  });

  it('lets a call pass if the tool is not sensitive', async () => {
    expect(await run({}, false)).toBe(done);
  });
});
