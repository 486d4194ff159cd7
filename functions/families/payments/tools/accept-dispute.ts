import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
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

const input = z.object({
  dispute_id: DisputeId,
  user_id: z.string().optional().meta({ description: 'Person whose payment it is. You if left out.' }),
});

const STEP = 'accept';
const LOST = 'lost';

const disputeIn = (args: z.output<typeof input>, call: Call) =>
  findDispute(call, { id: args.dispute_id, owner: args.user_id ?? call.context.principal.id });

export default defineTool({
  name: 'accept_dispute',
  version: '1.0.0',
  title: 'Accept a dispute',
  description: 'Gives up a disputed payment: the holder keeps the money. It cannot be undone.',
  category: 'payments',
  subcategory: 'disputes',
  tags: ['money', 'stripe'],
  examples: [{ title: 'Give up', arguments: { dispute_id: 'dp_1Invented000000001' } }],
  input,
  output: z.object({ ...DisputeOutput, ...CallKeysOutput }),
  annotations: DECIDES_DISPUTES,
  movesMoney: true,
  retry: NO_RETRY,
  rateLimit: MONEY_RATE,
  requiredScopes: REFUND_SCOPE,
  errorMappings: STRIPE_FAILURES,
  auditFields: { user_id: 'person', dispute_id: DISPUTE_FORM },
  checkWith: 'payments://{user_id}/disputes',
  async effect(args, call) {
    const dispute = await disputeIn(args, call);
    if (dispute.status === LOST) return `The dispute ${dispute.id} is lost already; nothing changes.`;
    refuseDecided(dispute);
    const amount = formatMoney(fromStripe(dispute.amount, dispute.currency));
    return `Give up the dispute ${dispute.id}: the holder keeps ${amount} (${dispute.reason}). This cannot be undone.`;
  },
  async execute(args, call) {
    const dispute = await disputeIn(args, call);
    if (dispute.status === LOST) return { data: { ...disputeFacts(dispute), ...callKeys(call, STEP) } };
    refuseDecided(dispute);
    const { data, meta } = await writeStripe(call, {
      step: STEP,
      unknownOutcome: 'The dispute may have been given up. Retrying does no harm.',
      send: (stripe, options) => stripe.disputes.close(dispute.id, {}, options),
    });
    return { data: { ...disputeFacts(data), ...callKeys(call, STEP) }, meta };
  },
});

/** @throws {ManifoldError} E2004 if the bank decides, or has decided */
function refuseDecided(dispute: Parameters<typeof awaitsEvidence>[0]): void {
  if (awaitsEvidence(dispute)) return;
  throw new ManifoldError('E2004', `The dispute can no longer be given up (${dispute.status}).`, {
    details: { field: 'dispute_id' },
  });
}
