import { ERROR_MEANINGS } from '../../../../schemas/errors.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import type { Call } from '../../../kit/tool/call.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { disputeOfPayment } from '../provider/dispute.ts';
import { findPayment, isDisputed, paymentFacts } from '../provider/payment.ts';
import { recordedPayment, recordPayment } from '../provider/payment-record.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'payments://{payment_id}/status';

/** The state of one payment: from Stripe, or from the last record if Stripe does not answer. */
export const status: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'payment-status',
    title: 'One payment',
    description:
      'The state of one of your payments: amounts paid and refunded, decline code, page for authentication, and dispute. If Stripe does not answer, it is the last recorded state ("source": "record").',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {},
  async read({ payment_id: id = '' }, call) {
    const uri = expandTemplate(TEMPLATE, { payment_id: id });
    return jsonContents(uri, await statusOf(call, id));
  },
};

async function statusOf(call: Call, id: string) {
  const owner = call.context.principal.id;
  const askedAt = Date.now();
  try {
    const { data: intent } = await findPayment(call, { id, owner });
    await recordPayment(call.store, { owner, intent, askedAt });
    const record = await recordedPayment(call.store, owner, id);
    const dispute = isDisputed(intent) ? await disputeOfPayment(call, intent.id) : undefined;
    return {
      ...paymentFacts(intent, dispute),
      dispute: dispute?.status ?? record?.dispute ?? null,
      source: 'stripe',
      as_of: timeOf(askedAt),
    };
  } catch (thrown) {
    const record = isAway(thrown) ? await recordedPayment(call.store, owner, id) : undefined;
    if (!record?.facts) throw thrown;
    return { ...record.facts, dispute: record.dispute ?? null, source: 'record', as_of: timeOf(record.askedAt ?? 0) };
  }
}

/** True if Stripe failed, which says nothing about the payment. */
const isAway = (thrown: unknown) => thrown instanceof ManifoldError && ERROR_MEANINGS[thrown.code].fault === 'provider';
const timeOf = (ms: number) => new Date(ms).toISOString();
