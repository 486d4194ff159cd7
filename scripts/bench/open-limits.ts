import { connectForChanges } from '../command/audited-table.ts';
import { setPlan } from '../plans/plan-commands.ts';

/** Raises the limits of the plan of the development key, so that the benchmark measures work and not refusals. */
export async function openLimits(state: string): Promise<void> {
  const limits = ['requestsPerMinute', 'callsPerMinute', 'callsPerDay', '*.perMinute', '*.perHour', '*.burst'];
  const settings = limits.map((limit) => `${limit}=100000000`);
  await setPlan(connectForChanges('registry', { state }), { name: 'enterprise', settings, by: 'bench' });
}
