import { randomUUID } from 'node:crypto';
import { windowOf } from '../../functions/platform/audit/windows.ts';
import { endpoints } from '../../test/cloud/endpoints.ts';
import { operatorTables } from '../../test/cloud/registry.ts';
import { runSealer, sealedSoon, verifySeal } from '../../test/faults/support/seal.ts';
import { newKey } from '../../test/integration/support/control.ts';
import { runCallers } from './callers.ts';
import { countEvents, type EventCounts } from './count-events.ts';
import { type LoadCounts, LoadTally } from './tally.ts';

export interface Load {
  readonly callers: number;
  /** Asked before each call, with the number of calls so far. */
  readonly goesOn: (calls: number) => boolean;
  /** Kills a function after so many calls; absent: none. */
  readonly killEvery?: number;
}

export interface LoadResult extends LoadCounts {
  readonly seconds: number;
  readonly events: EventCounts;
  /** What `npm run audit -- verify` prints after the load was sealed. */
  readonly seal: string;
}

/** The sealer's clock is set this far ahead, so that the window of the load is closed. */
const AHEAD_SECONDS = 8 * 60;

/**
 * Calls tools of the cloud under test as a principal of its own, then compares the answers with the audit trail, has the
 * trail sealed as if eight minutes had passed, and verifies the seal.
 */
export async function runLoad({ callers, goesOn, killEvery }: Load): Promise<LoadResult> {
  const tenant = `load-${randomUUID().slice(0, 8)}`;
  const key = await newKey({ id: `load:${tenant}`, tenant, roles: ['developer'], scopes: ['*'] });
  const tally = new LoadTally();
  const [from, started] = [Date.now(), performance.now()];
  let calls = 0;
  const order = { key, callers, goesOn: () => goesOn(calls++), ...(killEvery === undefined ? {} : { killEvery }) };
  await runCallers(order, tally);
  const seconds = (performance.now() - started) / 1000;
  const client = operatorTables(endpoints());
  try {
    const audit = { client, table: endpoints().tables.audit ?? '' };
    const events = await countEvents(audit, { tenant, from, to: Date.now() + 60_000 }, tally);
    const windows = { from: timeOf(windowOf(from).from), to: timeOf(windowOf(Date.now()).to) };
    const seal = await sealedSoon(AHEAD_SECONDS, async () => {
      const run = await runSealer();
      if (run.failed) throw new Error('The sealer failed after the load.');
      return verifySeal(windows);
    });
    return { ...tally.result(), seconds, events, seal };
  } finally {
    client.destroy();
  }
}

const timeOf = (moment: number) => new Date(moment).toISOString();

/** Faults of a load in sentences: calls that the trail lacks, writes that were done twice or not at all, a broken seal. */
export function faultsOf({ withoutOutcome, orders, events, unanswered, seal }: LoadResult): string[] {
  const faults = {
    'answers have no outcome in the trail': withoutOutcome,
    'orders were placed twice': orders.doubled,
    'orders were lost': orders.lost,
    'calls have no outcome though every request was answered': unanswered === 0 ? events.open : 0,
    'outcomes belong to no answer though every request was answered': unanswered === 0 ? events.unseen : 0,
  };
  const sentences = Object.entries(faults).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}.`] : []));
  return seal.includes('The seal is whole.\nThe table has the same events.') ? sentences : [...sentences, seal];
}
