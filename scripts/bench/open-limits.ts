import { operatorChanges } from '../audit/operator-changes.ts';
import { setPlan } from '../plans/plan-commands.ts';
import { connect } from '../registry/connect.ts';

/** Opens the limits of the plan that the development key has: what is measured is the work, not the refusals. */
export async function openLimits(stateDir: string): Promise<void> {
  const limits = ['requestsPerMinute', 'callsPerMinute', 'callsPerDay', '*.perMinute', '*.perHour', '*.burst'];
  const settings = limits.map((limit) => `${limit}=100000000`);
  await setPlan(
    { ...connect({ stateDir }), changes: operatorChanges({ stateDir }) },
    { name: 'enterprise', settings, by: 'bench' },
  );
}
