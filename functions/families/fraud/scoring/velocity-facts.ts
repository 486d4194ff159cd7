import type { Facts } from './facts.ts';
import { type Limits, limitsOf } from './limits.ts';
import { type Profile, recentOf } from './profile.ts';
import { DAY, HOUR, type ScoredTransaction } from './transaction.ts';
import { LEAST_HISTORY, pace } from './usual.ts';

/** How many transactions the customer makes, and how many of them are small enough to test a card. */
export function velocityFacts(
  { at, amountMinor, currency }: ScoredTransaction,
  profile: Profile,
  limits: Limits,
): Facts {
  const ofHour = recentOf(profile, { at, within: HOUR });
  const lastHour = ofHour.length + 1;
  // Flagged ones have their alerts; counted again here, they would flag what the customer pays after a theft.
  const flaggedOfDay = profile.held.filter((one) => one.at > at - DAY && one.at <= at).length;
  const lastDay = Math.max(0, recentOf(profile, { at, within: DAY }).length - flaggedOfDay) + 1;
  const isSmall = (one: { amountMinor: number; currency: string }) =>
    one.amountMinor <= (limitsOf(limits, one.currency).small ?? 0);
  const small = ofHour.filter(isSmall).length + 1;
  const { count, days } = pace(profile, at);
  const facts: Facts = {
    countLastHour: { value: lastHour, evidence: { count_last_hour: lastHour } },
    ...(isSmall({ amountMinor, currency })
      ? { smallLastHour: { value: small, evidence: { small_last_hour: small } } }
      : {}),
  };
  if (count < LEAST_HISTORY) return facts;
  const mean = Math.max(count / days, 0.5);
  return {
    ...facts,
    timesDailyCount: {
      value: lastDay / mean,
      evidence: { count_last_day: lastDay, mean_of_day: Math.round(mean * 100) / 100 },
    },
  };
}
