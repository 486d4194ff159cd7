/** A customer with a usual history, and the score of what comes next. */
import { EMPTY_MERCHANT, type MerchantRecord } from '../../functions/families/fraud/scoring/merchant-record.ts';
import { EMPTY_PROFILE, type Profile, remember } from '../../functions/families/fraud/scoring/profile.ts';
import { scoreTransaction } from '../../functions/families/fraud/scoring/scorer.ts';
import type { ScoringPolicy } from '../../functions/families/fraud/scoring/scoring-policy.ts';
import type { Sharing } from '../../functions/families/fraud/scoring/sharing.ts';
import { DAY, type ScoredTransaction } from '../../functions/families/fraud/scoring/transaction.ts';
import { type FlagCode, RULES, type Rule } from '../../functions/families/fraud/scoring/weights.ts';

/** The moment of the transaction that is scored. */
export const NOW = Date.UTC(2026, 5, 15, 12);
export const transaction = (changes: Partial<ScoredTransaction> = {}): ScoredTransaction => ({
  id: 'any',
  at: NOW,
  amountMinor: 2_000,
  currency: 'EUR',
  ...changes,
});
/** Twenty days with one payment of 20.00 or 24.00 at noon: mean 22.00, deviation 2.00, largest 24.00. */
export const settled = (changes: Partial<ScoredTransaction> = {}): Profile =>
  Array.from({ length: 20 }, (_, index) =>
    transaction({ at: NOW - (20 - index) * DAY, amountMinor: index % 2 === 0 ? 2_000 : 2_400, ...changes }),
  ).reduce(remember, EMPTY_PROFILE);

interface Given {
  profile?: Profile;
  merchant?: MerchantRecord;
  sharing?: Sharing;
  policy?: ScoringPolicy;
  customer?: string;
}
export const score = (
  changes: Partial<ScoredTransaction>,
  { profile = settled(), merchant = EMPTY_MERCHANT, sharing, policy, customer }: Given = {},
) => scoreTransaction(transaction(changes), { profile, merchant, sharing }, { policy, customer });
export const flagOf = (code: FlagCode, ...of: Parameters<typeof score>) =>
  score(...of).flags.find((flag) => flag.code === code);
export const curveOf = (code: FlagCode): Rule['curve'] => RULES[code].curve;
