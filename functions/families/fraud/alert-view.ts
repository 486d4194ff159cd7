import * as z from 'zod';
import { decimalOf } from '../../core/money/money.ts';
import { missingScopes } from '../../core/principal/scopes.ts';
import type { Call } from '../../kit/tool/call.ts';
import { FlagOutput, LevelOutput } from './flag-output.ts';
import { type Alert, DECISIONS, STATUSES } from './store/records.ts';
import { REVIEW_SCOPE } from './tool-traits.ts';

/** Purpose under which notes are sealed. */
export const NOTES = 'review-notes';

export const AlertOutput = z.object({
  transaction_id: z.string(),
  occurred_at: z.string(),
  amount: z.string(),
  currency: z.string(),
  merchant_id: z.string().nullable(),
  risk_score: z.number(),
  level: LevelOutput,
  flags: z.array(FlagOutput),
  status: z
    .enum(STATUSES)
    .describe(
      'open; awaiting_second: a second reviewer has to agree; escalated: another reviewer decides; approved and declined are final.',
    ),
  decisions: z.array(
    z.object({
      decision: z.enum(DECISIONS),
      decided_at: z.string(),
      reviewer: z.string().optional().describe('For reviewers alone.'),
      notes: z.string().optional().describe('For reviewers alone.'),
    }),
  ),
});
type AlertOutput = z.infer<typeof AlertOutput>;

/**
 * An alert as the caller may see it. Who decided, and the notes on it, are for reviewers: who is suspected is not to
 * learn from them what was noticed.
 */
export async function alertView(call: Call, alert: Alert, owner: string): Promise<AlertOutput> {
  const { principal } = call.context;
  const isReviewer = principal.id !== owner && missingScopes(REVIEW_SCOPE, principal).length === 0;
  const decisions = alert.decisions.map(async ({ decision, at, reviewer, sealedNotes }) => ({
    decision,
    decided_at: at,
    ...(isReviewer ? { reviewer, notes: await call.open(sealedNotes, { purpose: NOTES, owner }) } : {}),
  }));
  return {
    transaction_id: alert.transactionId,
    occurred_at: new Date(alert.at).toISOString(),
    amount: decimalOf({ minor: alert.amountMinor, currency: alert.currency }),
    currency: alert.currency,
    merchant_id: alert.merchantId ?? null,
    risk_score: alert.score,
    level: alert.level,
    flags: alert.flags.map((flag) => ({ ...flag, evidence: { ...flag.evidence } })),
    status: alert.status,
    decisions: await Promise.all(decisions),
  };
}
