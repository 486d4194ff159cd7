import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { loadHistory } from '../performance/load-history.ts';
import { moneyWeightedReturn, type Span, spanOf, timeWeightedReturn } from '../performance/returns.ts';
import { READ_SCOPE } from '../tool-traits.ts';
import { wordOf } from './variables.ts';

const TEMPLATE = 'investments://{user_id}/performance{?period}';
export const PERIODS = ['1W', '1M', '3M', '6M', '1A'] as const;

/** Returns of the account. docs/families/investments.md has the formulas. */
export const performance: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'investment-performance',
    title: 'Performance',
    description: `Time- and money-weighted return of the account over a period (${PERIODS.join(', ')}; 1M if left out; 1A is a year), from its daily closing values and cash flows. Returns are fractions for the whole period: "0.0125" is 1.25 %, not a year's rate.`,
    mimeType: JSON_TYPE,
    completes: ['period'],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: { period: (typed) => PERIODS.filter((period) => period.toLowerCase().startsWith(typed.toLowerCase())) },
  async read(variables, call) {
    const period = wordOf(variables.period ?? '1M', { field: 'period', words: PERIODS });
    const { values, flows, mode } = await loadHistory(call, period);
    const span = spanOf(values, flows);
    return jsonContents(expandTemplate(TEMPLATE, variables), {
      period,
      ...factsOf(span),
      method: {
        time_weighted: 'chained daily returns: value / (value of the day before + flow) - 1',
        money_weighted:
          'internal rate r of the period: start*(1+r) + sum of flow*(1+r)^(part of the period left) = end',
      },
      shared_with: 'organisation',
      mode,
    });
  },
};

function factsOf(span: Span | undefined) {
  if (!span) return { days: 0, time_weighted_return: null, money_weighted_return: null };
  const { first, rest } = span;
  const last = rest.at(-1) ?? first;
  const paidIn = rest.reduce((sum, { flow }) => sum + flow, 0);
  return {
    from: first.day,
    to: last.day,
    days: rest.length,
    start_value: first.value.toFixed(2),
    end_value: last.value.toFixed(2),
    net_flows: paidIn.toFixed(2),
    profit: (last.value - first.value - paidIn).toFixed(2),
    time_weighted_return: fraction(timeWeightedReturn(span)),
    money_weighted_return: fraction(moneyWeightedReturn(span)),
  };
}

const fraction = (value: number | undefined): string | null => value?.toFixed(6).replace(/^-(0\.0*)$/, '$1') ?? null;
