import { invalid, type Json } from '../wire/answer.ts';
import { flagOf, metadataOf, objectOf, onlyKnown, textOf } from '../wire/form.ts';
import { checkListParams, createdFilter, page } from '../wire/list.ts';
import { type ApiObject, now } from '../wire/objects.ts';
import type { Route, StandInContext } from '../wire/route.ts';

const ANSWER_SECONDS = 9 * 86_400;
/** Evidence as text; evidence as a file needs the provider's file API, which is not here. */
const EVIDENCE = [
  'access_activity_log',
  'cancellation_rebuttal',
  'customer_email_address',
  'customer_name',
  'product_description',
  'refund_refusal_explanation',
  'service_date',
  'shipping_carrier',
  'shipping_date',
  'shipping_tracking_number',
  'uncategorized_text',
];

export const disputeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/disputes',
    answer(params, { objects }) {
      checkListParams(params, ['charge', 'payment_intent', 'created']);
      const [charge, intent] = [textOf(params, 'charge'), textOf(params, 'payment_intent')];
      const inSpan = createdFilter(params);
      const items = objects.all(
        'dispute',
        (one) =>
          inSpan(one) &&
          (charge === undefined || one.charge === charge) &&
          (intent === undefined || one.payment_intent === intent),
      );
      return page(items, params, '/v1/disputes');
    },
  },
  {
    method: 'GET',
    path: '/v1/disputes/{id}',
    answer: (params, { objects }, id) => {
      onlyKnown(params, []);
      return objects.get('dispute', id);
    },
  },
  {
    method: 'POST',
    path: '/v1/disputes/{id}',
    answer(params, { objects, events }, id) {
      onlyKnown(params, ['evidence', 'submit', 'metadata']);
      const dispute = objects.get('dispute', id);
      if (!awaits(dispute)) throw invalid('This dispute is already closed or under review.', 'id');
      const given = objectOf(params, 'evidence');
      onlyKnown(given, EVIDENCE);
      const evidence = { ...(dispute.evidence as Json), ...given };
      const details = dispute.evidence_details as { submission_count: number };
      // Evidence is sent to the bank unless the request says otherwise.
      const isSent = flagOf(params, 'submit') ?? true;
      objects.change(dispute, {
        evidence,
        metadata: metadataOf(params, dispute.metadata as Json),
        evidence_details: {
          ...details,
          has_evidence: true,
          submission_count: details.submission_count + (isSent ? 1 : 0),
        },
        status: isSent ? String(dispute.status).replace('needs_response', 'under_review') : dispute.status,
      });
      events.emit('charge.dispute.updated', dispute);
      return dispute;
    },
  },
  {
    method: 'POST',
    path: '/v1/disputes/{id}/close',
    answer(params, { objects, events }, id) {
      onlyKnown(params, []);
      const dispute = objects.get('dispute', id);
      if (!awaits(dispute)) throw invalid('This dispute is already closed.', 'id');
      objects.change(dispute, { status: 'lost', is_charge_refundable: false });
      events.emit('charge.dispute.closed', dispute);
      return dispute;
    },
  },
];

const awaits = ({ status }: ApiObject) => String(status).endsWith('needs_response');

/** The holder's bank disputes a charge, or asks about it first (`inquiry`). The money is taken back with a dispute alone. */
export function disputeCharge(
  charge: ApiObject,
  { inquiry }: { inquiry: boolean },
  { objects, events }: StandInContext,
): void {
  objects.change(charge, { disputed: true });
  const dispute = objects.add('dp', 'dispute', {
    amount: charge.amount,
    balance_transactions: [],
    charge: charge.id,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: {},
    evidence_details: { due_by: now() + ANSWER_SECONDS, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: inquiry,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: 'fraudulent',
    status: inquiry ? 'warning_needs_response' : 'needs_response',
  });
  events.emit('charge.dispute.created', dispute);
}
