import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { withoutUndefined } from '../../../core/json/without-undefined.ts';
import { formatMoney } from '../../../core/money/money.ts';
import { fromStripe } from '../../../kit/stripe/amounts.ts';
import { CallKeysOutput, callKeys, writeStripe } from '../../../kit/stripe/ask.ts';
import { STRIPE_FAILURES } from '../../../kit/stripe/failures.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import {
  awaitsEvidence,
  DISPUTE_FORM,
  DisputeId,
  DisputeOutput,
  disputeFacts,
  findDispute,
} from '../provider/dispute.ts';
import { DECIDES_DISPUTES, MONEY_RATE, REFUND_SCOPE } from '../tool-traits.ts';

const text = (description: string) => z.string().min(1).max(20_000).optional().meta({ description });

const input = z.object({
  dispute_id: DisputeId,
  explanation: text('Why the payment is right.'),
  product_description: text('What was sold.'),
  service_date: text('When it was delivered.'),
  shipping_tracking_number: text('Tracking number of the delivery.'),
  submit: z
    .boolean()
    .default(false)
    .meta({ description: 'Send it to the bank, which can be done once; else keep it.' }),
  user_id: z.string().optional().meta({ description: 'Person whose payment it is. You if left out.' }),
});
type Input = z.output<typeof input>;

const STEP = 'evidence';

const disputeIn = (args: Input, call: Call) =>
  findDispute(call, { id: args.dispute_id, owner: args.user_id ?? call.context.principal.id });

export default defineTool({
  name: 'submit_dispute_evidence',
  version: '1.0.0',
  title: 'Answer a dispute with evidence',
  description:
    'Keeps evidence for a disputed payment, or sends it to the bank, which then decides. payments://{user_id}/disputes says until when.',
  category: 'payments',
  subcategory: 'disputes',
  tags: ['stripe'],
  examples: [
    {
      title: 'Keep an explanation',
      arguments: { dispute_id: 'dp_1Invented000000001', explanation: 'The parcel was delivered on 3 March.' },
    },
  ],
  input,
  output: z.object({ ...DisputeOutput, ...CallKeysOutput }),
  annotations: DECIDES_DISPUTES,
  retry: NO_RETRY,
  rateLimit: MONEY_RATE,
  requiredScopes: REFUND_SCOPE,
  errorMappings: STRIPE_FAILURES,
  sensitiveFields: ['explanation', 'product_description', 'service_date', 'shipping_tracking_number'],
  inputLimits: { maxString: 20_000 },
  auditFields: { user_id: 'person', dispute_id: DISPUTE_FORM, submit: 'closed' },
  checkWith: 'payments://{user_id}/disputes',
  async effect(args, call) {
    const dispute = await disputeIn(args, call);
    refuseDecided(dispute);
    const amount = formatMoney(fromStripe(dispute.amount, dispute.currency));
    return args.submit
      ? `Send the evidence for the dispute ${dispute.id} over ${amount} to the bank. That can be done once.`
      : `Keep evidence for the dispute ${dispute.id} over ${amount}, without sending it to the bank yet.`;
  },
  async execute(args, call) {
    const dispute = await disputeIn(args, call);
    refuseDecided(dispute);
    const { data, meta } = await writeStripe(call, {
      step: STEP,
      unknownOutcome: 'The evidence may have been kept or sent. Read payments://{user_id}/disputes.',
      fields: { evidence: 'explanation' },
      send: (stripe, options) =>
        stripe.disputes.update(
          dispute.id,
          {
            evidence: withoutUndefined({
              uncategorized_text: args.explanation,
              product_description: args.product_description,
              service_date: args.service_date,
              shipping_tracking_number: args.shipping_tracking_number,
            }),
            submit: args.submit,
          },
          options,
        ),
    });
    return { data: { ...disputeFacts(data), ...callKeys(call, STEP) }, meta };
  },
});

/** @throws {ManifoldError} E2004 if the bank awaits no evidence */
function refuseDecided(dispute: Parameters<typeof awaitsEvidence>[0]): void {
  if (awaitsEvidence(dispute)) return;
  throw new ManifoldError('E2004', `The dispute takes no more evidence (${dispute.status}).`, {
    details: { field: 'dispute_id' },
  });
}
