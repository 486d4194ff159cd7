import * as z from 'zod';
import { formatMoney } from '../../../core/money/money.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { AlertOutput, alertView, NOTES } from '../alert-view.ts';
import { isFinal, readLimits, refuseUnfit, reviewersNeeded, statusAfter } from '../review/review.ts';
import { findAlert, recordDecision } from '../store/alerts.ts';
import { type Alert, DECISIONS } from '../store/records.ts';
import { REVIEW_SCOPE, SOON_AGAIN } from '../tool-traits.ts';
import { TransactionId } from '../transaction-input.ts';

const input = z.object({
  user_id: z.string().meta({ description: 'Id of the person whose transaction it is. You cannot review your own.' }),
  transaction_id: TransactionId,
  decision: z.enum(DECISIONS).meta({
    description: 'approve: it is honest. decline: it is fraud. escalate: another reviewer has to decide.',
  }),
  notes: z.string().min(3).max(1_000).meta({
    description: 'Reason for the decision, for other reviewers and auditors. Do not enter personal data.',
  }),
});
type Input = z.output<typeof input>;

const output = AlertOutput.extend({
  updated_status: AlertOutput.shape.status,
  final: z.boolean(),
  idempotency_key: z.string().nullable(),
});

const answerOf = async (call: Call, alert: Alert, owner: string) => ({
  data: {
    ...(await alertView(call, alert, owner)),
    updated_status: alert.status,
    final: isFinal(alert.status),
    idempotency_key: call.context.idempotencyKey ?? null,
  },
});

/** The alert and its status after this decision. Throws if the decision is not allowed. */
async function outlook({ user_id, transaction_id, decision }: Input, call: Call) {
  const alert = await findAlert(call, { owner: user_id, id: transaction_id });
  refuseUnfit(alert, { owner: user_id, reviewer: call.context.principal.id });
  const needed = reviewersNeeded(alert, readLimits(call.setting('FRAUD_SECOND_REVIEW_FROM')));
  return { alert, status: statusAfter([...alert.decisions, { decision }], needed) };
}

const MEANS = {
  open: '',
  awaiting_second: 'A second reviewer has to agree before that holds.',
  escalated: 'It then waits for another reviewer.',
  approved: 'That is final: it then counts as honest, and its amount, place, device and payee as usual.',
  declined: 'That is final: it then counts as fraud, also in the record of the merchant or payee.',
};
const VERB = { approve: 'Approve', decline: 'Decline', escalate: 'Escalate' };

export default defineTool({
  name: 'review_flagged_transaction',
  version: '1.0.0',
  title: 'Review a flagged transaction',
  description:
    'Records the decision of the caller on a transaction that scan_transaction flagged, never an own one. A large amount needs two reviewers who agree. A decline counts as fraud of the merchant or payee; an approval makes the transaction usual.',
  category: 'fraud',
  subcategory: 'review',
  tags: ['risk', 'four-eyes'],
  examples: [
    {
      title: 'Fraud',
      arguments: {
        user_id: 'https://issuer.example#ann',
        transaction_id: 'tx-1042',
        decision: 'decline',
        notes: 'The customer was called and did not make it.',
      },
    },
  ],
  input,
  output,
  annotations: { readOnly: false, destructive: true, idempotent: false, openWorld: false },
  requiredScopes: REVIEW_SCOPE,
  rateLimit: { perMinute: 30, perHour: 600, burst: 10 },
  retry: SOON_AGAIN,
  timeoutMs: 15_000,
  sensitiveFields: ['notes'],
  // The transaction id comes from the caller and may be any text.
  auditFields: { user_id: 'person', transaction_id: 'hashed', decision: 'closed' },
  subject: { name: 'alert', paths: ['user_id', 'transaction_id'] },
  checkWith: 'fraud://{user_id}/alerts, which shows the decisions',
  async effect(args, call) {
    const { alert, status } = await outlook(args, call);
    const money = formatMoney({ minor: alert.amountMinor, currency: alert.currency });
    return `${VERB[args.decision]} the transaction ${alert.transactionId} over ${money} of ${args.user_id} (score ${alert.score}, ${alert.level}). ${MEANS[status]}`;
  },
  async execute(args, call) {
    const { user_id: owner, decision, notes } = args;
    const { alert, status } = await outlook(args, call);
    const { principal, providerKey } = call.context;
    const changed = await recordDecision(call.store, alert, {
      owner,
      status,
      decision: {
        reviewer: principal.id,
        decision,
        at: new Date().toISOString(),
        sealedNotes: await call.seal(notes, { purpose: NOTES, owner }),
        key: providerKey,
      },
    });
    return answerOf(call, changed, owner);
  },
  async lookUp({ user_id: owner, transaction_id }, call) {
    const alert = await findAlert(call, { owner, id: transaction_id });
    const { providerKey } = call.context;
    const isMade = providerKey !== undefined && alert.decisions.some(({ key }) => key === providerKey);
    return isMade ? { state: 'found', answer: await answerOf(call, alert, owner) } : { state: 'absent' };
  },
});
