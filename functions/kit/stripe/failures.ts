import Stripe from 'stripe';
import type { ErrorMapping } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { mayHaveBeenSent } from '../../core/errors/may-have-been-sent.ts';
import { type FailureContext, type FailureFacts, outcomeUnknown } from '../provider/failure-context.ts';

export interface StripeFailureContext extends FailureContext {
  /**
   * The argument of the tool for each parameter of Stripe that may be wrong, e.g. `{ payment_method: 'source_id' }`.
   */
  fields?: Readonly<Record<string, string>>;
}

/** The failures of Stripe, as the tools that ask it document them. */
export const STRIPE_FAILURES: ErrorMapping[] = [
  { providerStatus: 400, code: 'E2004', message: 'Stripe refused a value; details.field names the argument.' },
  { providerStatus: 401, code: 'E4006', message: 'Stripe refused the key of its account. Tell the operators.' },
  { providerStatus: 402, code: 'E4009', message: 'The payment was declined; details.declineCode says why.' },
  { providerStatus: 403, code: 'E4006', message: 'The key of the Stripe account may not do this.' },
  { providerStatus: 404, code: 'E4007', message: 'Stripe has no object with this id.' },
  {
    providerStatus: 429,
    code: 'E4003',
    message: 'Too many requests to Stripe; retry after details.retryAfter seconds.',
  },
  { providerStatus: 500, code: 'E4004', message: 'Stripe failed. E3008 instead if a payment may have been made.' },
  {
    providerStatus: 503,
    code: 'E4005',
    message: 'Stripe is not available. E3008 instead if a payment may have been made.',
  },
];

/**
 * Maps an error of Stripe's SDK to an error of the catalogue; an error that is not from the SDK is returned unchanged.
 */
export function mapFailure(thrown: unknown, failureContext: StripeFailureContext): unknown {
  if (thrown instanceof ManifoldError) {
    const { code, message, retryable, cause } = thrown;
    return new ManifoldError(code, message, {
      retryable,
      cause,
      details: { ...thrown.details, ...failureContext.details },
    });
  }
  const { errors } = Stripe;
  if (!(thrown instanceof errors.StripeError)) return thrown;
  const facts = factsOf(thrown, failureContext);
  if (thrown instanceof errors.StripeConnectionError) return connectionFailure(thrown, failureContext);
  if (thrown instanceof errors.StripeCardError) return declined(thrown, facts);
  if (thrown instanceof errors.StripeIdempotencyError) {
    return new ManifoldError(
      'E2007',
      'Stripe has seen this idempotency key with another request. Send the call with a new key.',
      facts,
    );
  }
  if (thrown instanceof errors.StripeRateLimitError) {
    const retryAfter = Number(thrown.headers?.['retry-after'] ?? 1) || 1;
    return new ManifoldError('E4003', 'Too many requests to Stripe; nothing was done. Retry later.', {
      ...facts,
      details: { ...facts.details, retryAfter },
    });
  }
  if (thrown instanceof errors.StripeAuthenticationError || thrown instanceof errors.StripePermissionError) {
    return new ManifoldError('E4006', 'Stripe refused the key of the account. Tell the operators.', facts);
  }
  const isHeld = thrown.code === 'idempotency_key_in_use';
  if (thrown instanceof errors.StripeInvalidRequestError && !isHeld) return refused(thrown, failureContext, facts);
  if (failureContext.unknownOutcome) return outcomeUnknown('Stripe', failureContext.unknownOutcome, facts);
  const isUnavailable = thrown.statusCode === 503;
  return new ManifoldError(isUnavailable ? 'E4005' : 'E4004', 'Stripe failed to answer. Try again in a moment.', {
    ...facts,
    retryable: true,
  });
}

function factsOf(thrown: Stripe.errors.StripeError, { details }: StripeFailureContext): FailureFacts {
  return { details: { ...details, providerTransactionId: thrown.requestId || undefined }, cause: thrown };
}

/** A connection that the platform refused was never opened; over one that broke, the request may have arrived. */
function connectionFailure(
  thrown: Stripe.errors.StripeConnectionError,
  failureContext: StripeFailureContext,
): ManifoldError {
  const facts = factsOf(thrown, failureContext);
  const { detail } = thrown;
  if (detail instanceof ManifoldError && !mayHaveBeenSent(detail.code)) {
    return new ManifoldError(detail.code, detail.message, {
      details: { ...detail.details, ...facts.details },
      cause: thrown,
    });
  }
  if (failureContext.unknownOutcome) return outcomeUnknown('Stripe', failureContext.unknownOutcome, facts);
  if (detail instanceof ManifoldError && detail.code === 'E4004') {
    return new ManifoldError(detail.code, detail.message, facts);
  }
  return new ManifoldError('E4001', 'Stripe could not be reached, or dropped the connection. Try again.', facts);
}

/** Suggestions for the decline codes that a person can act on. */
const ADVICE: Readonly<Record<string, string>> = {
  authentication_required: 'The holder has to authenticate: send a new call with "off_session" false.',
  insufficient_funds: 'The account behind it holds too little money. Ask the person for another payment method.',
  expired_card: 'The card has expired. Ask the person for another payment method.',
};

function declined(thrown: Stripe.errors.StripeCardError, { details, cause }: FailureFacts): ManifoldError {
  const declineCode = thrown.decline_code ?? thrown.code ?? 'generic_decline';
  const paymentId = thrown.payment_intent?.id;
  return new ManifoldError('E4009', `The payment method was declined (${declineCode}). No money was moved.`, {
    details: {
      ...details,
      declineCode,
      paymentId: paymentId || undefined,
      suggestion: ADVICE[declineCode] ?? 'Ask the person for another payment method, or to ask their bank.',
    },
    cause,
  });
}

/** The message of Stripe may quote what was sent, so the error names the argument instead. */
function refused(
  thrown: Stripe.errors.StripeInvalidRequestError,
  { fields = {} }: StripeFailureContext,
  { details, cause }: FailureFacts,
) {
  const { param = '', code = '' } = thrown;
  const field = fields[param] ?? fields[param.split('[')[0] ?? ''];
  const known = field === undefined ? details : { ...details, field };
  if (code === 'resource_missing') {
    const name = field === undefined ? 'this id' : `this "${field}"`;
    return new ManifoldError('E4007', `Stripe has no object with ${name}.`, { details: known, cause });
  }
  if (code === 'charge_disputed' || code === 'refund_disputed_payment') {
    return new ManifoldError('E2004', 'The payment is disputed, so it cannot be refunded.', { details: known, cause });
  }
  if (code === 'charge_already_refunded') {
    return new ManifoldError('E2004', 'The whole payment has been refunded already.', { details: known, cause });
  }
  const why = code === '' ? 'it is not valid' : code.replaceAll('_', ' ');
  return field === undefined
    ? new ManifoldError('E2001', `Stripe refused the request: ${why}.`, { details: known, cause })
    : new ManifoldError('E2004', `Stripe refused "${field}": ${why}.`, { details: known, cause });
}
