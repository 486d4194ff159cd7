import { decimalOf } from '../../../core/money/money.ts';
import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { type LevelThresholds, levelOf } from '../scoring/levels.ts';
import type { Profile } from '../scoring/profile.ts';
import { DAY } from '../scoring/transaction.ts';
import { DAYS_KEPT, usual } from '../scoring/usual.ts';
import { livePolicy } from '../settings/store.ts';
import { itemsBetween } from '../store/alerts.ts';
import { profileOf } from '../store/profiles.ts';
import { type Alert, STATUSES } from '../store/records.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'fraud://{user_id}/risk-report';
const MOST_ALERTS = 2_000;

/** How a person stands: what is usual of them, and what was flagged in 30 days. */
export const riskReport: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'fraud-risk-report',
    title: 'Risk of a person',
    description:
      'What is usual of a person ("me" for yourself) over 30 days, how many transactions were flagged and why, and a risk score: the highest of the alerts of 30 days that were not approved.',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {},
  async read({ user_id: owner = '' }, call) {
    const now = Date.now();
    const span = { from: now - DAYS_KEPT * DAY, to: now + DAY };
    const [profile, { levels }, found] = await Promise.all([
      profileOf(call.store, owner),
      livePolicy(call.store),
      itemsBetween<Alert>(call.store, { owner, kind: 'alert', ...span, most: MOST_ALERTS }),
    ]);
    return jsonContents(expandTemplate(TEMPLATE, { user_id: owner }), {
      user_id: owner,
      as_of: new Date(now).toISOString(),
      days: DAYS_KEPT,
      usual: usualOf(profile, now),
      known: {
        devices: profile.devices.length,
        countries: profile.countries,
        payees: profile.payees.length,
      },
      ...(found
        ? riskOf(found, levels)
        : { risk: null, reason: `More than ${MOST_ALERTS} alerts: make a report by days.` }),
    });
  },
};

function usualOf(profile: Profile, at: number) {
  const currencies = [...new Set(profile.days.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const { count, mean, deviation, largest } = usual(profile, { at, currency });
    const words = (minor: number) => decimalOf({ minor: Math.round(minor), currency });
    return {
      currency,
      transactions: count,
      mean: words(mean),
      standard_deviation: words(deviation),
      largest: words(largest),
    };
  });
}

/** The score of a person is that of the worst alert that no reviewer has approved. */
function riskOf(alerts: readonly Alert[], levels: LevelThresholds) {
  const standing = alerts.filter(({ status }) => status !== 'approved');
  const score = standing.reduce((most, alert) => Math.max(most, alert.score), 0);
  const reasons = new Map<string, number>();
  for (const { code } of standing.flatMap(({ flags }) => flags)) reasons.set(code, (reasons.get(code) ?? 0) + 1);
  return {
    risk: { score, level: levelOf(score, levels), alerts: standing.length },
    alerts_by_status: Object.fromEntries(
      STATUSES.map((status) => [status, alerts.filter((alert) => alert.status === status).length]),
    ),
    reasons: [...reasons]
      .sort(([one, times], [other, otherTimes]) => otherTimes - times || (one < other ? -1 : 1))
      .map(([code, times]) => ({ code, times })),
  };
}
