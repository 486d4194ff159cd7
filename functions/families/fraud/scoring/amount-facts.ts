import { minorDigits } from '../../../core/money/currencies.ts';
import { decimalOf } from '../../../core/money/money.ts';
import type { Facts } from './facts.ts';
import { type Limits, limitJustAbove, limitsOf } from './limits.ts';
import { type Profile, recentOf } from './profile.ts';
import { DAY, type ScoredTransaction } from './transaction.ts';
import { deviationsOf, unusualOfWeek, usual } from './usual.ts';

/** Deviations from which other unusual amounts of the week speak against an amount. */
const LEAST_UNUSUAL = 0.25;

/** How an amount stands to what is usual of the customer, and to the limits of its currency. */
export function amountFacts(transaction: ScoredTransaction, profile: Profile, limits: Limits): Facts {
  const { amountMinor, currency, at } = transaction;
  const known = usual(profile, transaction);
  const money = (minor: number) => decimalOf({ minor: Math.round(minor), currency });
  const facts = limitFacts(transaction, profile, limits);
  const above = deviationsOf(amountMinor, known);
  if (!above) return facts;
  const { mean, count, largest } = known;
  const evidence = { amount: money(amountMinor), mean: money(mean), currency, count };
  const isRound = amountMinor % (100 * 10 ** minorDigits(currency)) === 0;
  const unusual = unusualOfWeek(profile, at);
  return {
    ...facts,
    amountDeviations: {
      value: above.deviations,
      evidence: { ...evidence, deviation: money(above.unit), deviations: round(above.deviations) },
    },
    timesLargest: {
      value: amountMinor / largest,
      evidence: { amount: money(amountMinor), largest: money(largest), currency },
    },
    // An ordinary amount says nothing, so that the customer can pay on while reviews of a theft are open.
    ...(above.deviations > LEAST_UNUSUAL
      ? { unusualOfWeek: { value: unusual, evidence: { unusual_of_week: unusual } } }
      : {}),
    ...(isRound ? { roundTimesMean: { value: amountMinor / mean, evidence } } : {}),
  };
}

/** Facts that need no history: an amount that is large for anybody, and sums that are split below a limit for reports. */
function limitFacts({ amountMinor, currency, at }: ScoredTransaction, profile: Profile, limits: Limits): Facts {
  const own = limitsOf(limits, currency);
  const money = (minor: number) => decimalOf({ minor, currency });
  const before = (within: number) => recentOf(profile, { at, within }).filter((one) => one.currency === currency);
  const limit = limitJustAbove(amountMinor, own);
  const below =
    limit === undefined ? 0 : before(7 * DAY).filter((one) => limitJustAbove(one.amountMinor, own)).length + 1;
  return {
    ...(own.absolute === undefined
      ? {}
      : {
          timesAbsoluteLimit: {
            value: amountMinor / own.absolute,
            evidence: { amount: money(amountMinor), limit: money(own.absolute), currency },
          },
        }),
    ...(limit === undefined
      ? {}
      : {
          countJustBelowLimit: {
            value: below,
            evidence: { count_of_week: below, amount: money(amountMinor), limit: money(limit), currency },
          },
        }),
    ...splitFact(amountMinor, before(DAY), { report: own.report, currency }),
  };
}

/** At least three amounts of a day, each below a limit for reports, whose sum reaches it. */
function splitFact(
  amountMinor: number,
  ofDay: readonly { readonly amountMinor: number }[],
  { report, currency }: { report: readonly number[]; currency: string },
): Facts {
  const amounts = [...ofDay.map((one) => one.amountMinor), amountMinor];
  const sum = amounts.reduce((total, one) => total + one, 0);
  const limit = report.findLast((one) => sum >= one && amounts.every((amount) => amount < one));
  // Parts of less than a tenth are ordinary shopping on a busy day.
  const parts = limit === undefined ? 0 : amounts.filter((amount) => amount >= limit / 10).length;
  if (limit === undefined || parts < 3 || amountMinor < limit / 10) return {};
  const money = (minor: number) => decimalOf({ minor, currency });
  return {
    splitParts: { value: parts, evidence: { parts, sum_of_day: money(sum), limit: money(limit), currency } },
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
