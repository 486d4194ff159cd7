import { expect, it } from '@jest/globals';
import { during, kill, withClock } from './support/faults.ts';
import { runSealer, sealedObjects, verifySeal } from './support/seal.ts';

const WHOLE = 'The seal is whole.\nThe table has the same events';

it('a sealer that is killed between the records and the head of a window is completed by its next run', async () => {
  const fault = {
    service: 's3',
    contains: ['"previousHead"'],
    answer: 'hang up' as const,
    times: 1,
    kills: 'AuditSealer',
  };
  // Where its own schedule runs it at this very moment, that run is the one that is killed; where it has just run, no
  // window is due and there is nothing to kill. functions/audit-sealer tests the cut-off run itself.
  const { struck } = await during(fault, runSealer);
  expect(struck).toBeLessThanOrEqual(1);
  expect(await runSealer()).toMatchObject({ failed: false });
  expect(await verifySeal()).toContain(WHOLE);
});

it('a sealer that runs again, and twice at the same time, changes nothing', async () => {
  expect(await runSealer()).toMatchObject({ failed: false });
  const before = await sealedObjects();
  await Promise.all([runSealer(), runSealer()]);
  // A window that closes in the meantime adds its own objects.
  expect(before.length).toBeGreaterThan(0);
  expect(await sealedObjects()).toEqual(expect.arrayContaining(before));
  expect(await verifySeal()).toContain(WHOLE);
});

it.each([60, -60])('a sealer whose clock is off by %i s seals closed windows alone', async (seconds) => {
  await withClock('AuditSealer', seconds, async () => {
    expect(await runSealer()).toMatchObject({ failed: false });
  });
  expect(await runSealer()).toMatchObject({ failed: false });
  expect(await verifySeal()).toContain(WHOLE);
});

it('a signing key that does not answer leaves windows unsealed until it answers', async () => {
  await kill('AuditSealer');
  const { result } = await during({ service: 'kms', answer: 'hang up' }, runSealer);
  // A run signs nothing if every window is sealed.
  expect(result.failed || result.windows === 0).toBe(true);
  expect(await runSealer()).toMatchObject({ failed: false });
  expect(await verifySeal()).toContain(WHOLE);
});
