import { expect, it } from '@jest/globals';
import { during, kill, withClock } from './support/faults.ts';
import { endLease, runSealer, runSealerOnce, sealedObjects, verifySeal } from './support/seal.ts';

const WHOLE = 'The seal is whole.\nThe table has the same events';

it('goes on after a sealer that was killed between the records and the head of a window', async () => {
  const fault = {
    service: 's3',
    contains: ['"previousHead"'],
    answer: 'hang up' as const,
    times: 1,
    kills: 'AuditSealer',
  };
  // If its own schedule runs it at this very moment, that run is the one that is killed; if it has just run, no window
  // is due and there is nothing to kill. functions/audit-sealer tests the cut-off run itself.
  const { struck } = await during(fault, runSealerOnce);
  expect(struck).toBeLessThanOrEqual(1);
  await endLease();
  expect(await runSealer()).toMatchObject({ failed: false });
  expect(await verifySeal()).toContain(WHOLE);
});

it('changes nothing if the sealer runs again, and twice at once', async () => {
  expect(await runSealer()).toMatchObject({ failed: false });
  const before = await sealedObjects();
  const runs = await Promise.all([runSealerOnce(), runSealerOnce()]);
  expect(runs.filter((run) => run !== 'skipped' && run.failed)).toEqual([]);
  // A window that closes meanwhile adds its own.
  expect(before.length).toBeGreaterThan(0);
  expect(await sealedObjects()).toEqual(expect.arrayContaining(before));
  expect(await verifySeal()).toContain(WHOLE);
});

it.each([60, -60])('seals whole windows with a clock that is off by %i s', async (seconds) => {
  await withClock('AuditSealer', seconds, async () => {
    expect(await runSealer()).toMatchObject({ failed: false });
  });
  expect(await runSealer()).toMatchObject({ failed: false });
  expect(await verifySeal()).toContain(WHOLE);
});

it('leaves windows unsealed until the signing key answers', async () => {
  await kill('AuditSealer');
  await endLease();
  const { result } = await during({ service: 'kms', answer: 'hang up' }, runSealer);
  // A run that finds every window sealed signs nothing.
  expect(result.failed || result.windows === 0).toBe(true);
  expect(await runSealer()).toMatchObject({ failed: false });
  expect(await verifySeal()).toContain(WHOLE);
});
