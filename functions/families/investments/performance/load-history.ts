import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { Mode } from '../provider/account.ts';
import { ask, type BrokerCall } from '../provider/ask.ts';
import type { DayValue, Flow } from './returns.ts';

/** Cash flows from and to the outside: deposits, withdrawals, journals of cash, transfers from other brokers. */
const FLOW_TYPES = ['CSD', 'CSW', 'JNLC', 'ACATC'] as const;
const PAGE = 100;
const MAX_PAGES = 20;

export interface Loaded {
  values: DayValue[];
  flows: Flow[];
  mode: Mode;
}

/**
 * Daily values of the account over a period, and the cash flows in it.
 * @param period as Alpaca writes it: 1W, 1M, 3M, 6M, 1A
 */
export async function loadHistory(call: BrokerCall, period: string): Promise<Loaded> {
  const { data, mode } = await ask(
    call,
    ({ history }) => history.getAccountPortfolioHistoryRaw({ period, timeframe: '1D' }),
    { expects: ['timestamp', 'equity'] },
  );
  const values = data.timestamp.flatMap((seconds, index): DayValue[] => {
    const value = data.equity[index];
    return typeof value === 'number' ? [{ day: tradingDay(seconds), value }] : [];
  });
  const [first] = values;
  return { values, flows: first ? await flowsSince(call, first.day) : [], mode };
}

/** Alpaca labels a day by the midnight (UTC) at its end, which in New York is still the same day. */
const NEW_YORK = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York', dateStyle: 'short' });
export const tradingDay = (seconds: number): string => NEW_YORK.format(new Date(seconds * 1000));

async function flowsSince(call: BrokerCall, day: string): Promise<Flow[]> {
  const flows: Flow[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { data } = await ask(call, ({ activities }) =>
      activities.getAccountActivitiesRaw({
        activityTypes: [...FLOW_TYPES],
        after: new Date(`${day}T00:00:00Z`),
        direction: 'asc',
        pageSize: PAGE,
        pageToken,
      }),
    );
    for (const { date, netAmount, status } of data) {
      if (date && netAmount !== undefined && status !== 'canceled') {
        flows.push({ day: date.toISOString().slice(0, 10), amount: Number(netAmount) });
      }
    }
    pageToken = data.at(-1)?.id;
    if (data.length < PAGE || pageToken === undefined) return flows;
  }
  throw new ManifoldError('E2004', `This "period" has more than ${PAGE * MAX_PAGES} cash flows.`, {
    details: { field: 'period', expectedFormat: 'a shorter period' },
  });
}
