import Stripe from 'stripe';
import type { ErrorDetails } from '../../../schemas/errors.ts';
import type { ErrorMapping } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** How a failed request is told. */
export interface FailureContext {
  /**
   * For requests that change something: what to do where nobody knows whether Stripe acted on them. Absent for reads,
   * which may be asked again.
   */
  unknownOutcome?: string;
  /** Our argument for each parameter of Stripe's that may be wrong, e.g. `{ payment_method: 'source_id' }`. */
  fields?: Readonly<Record<string, string>>;
  /** What the error says besides: keys under which the request can be found again. */
  details?: ErrorDetails;
}

/** What the tools that ask Stripe document of its failures. */
export const STRIPE_FAILURES: ErrorMapping[] = [
  { providerStatus: 400, code: 'E2004', message: 'Stripe refuses a value; details.field names the argument.' },
  { providerStatus: 401, code: 'E4006', message: 'The key of the Stripe account is refused.' },
  { providerStatus: 402, code: 'E4009', message: 'The payment is declined; details.declineCode says why.' },
  { providerStatus: 403, code: 'E4006', message: 'The key of the Stripe account may not do this.' },
  { providerStatus: 404, code: 'E4007', message: 'Stripe has nothing under this id.' },
  { providerStatus: 429, code: 'E4003', message: 'Stripe is asked too often; wait for details.retryAfter.' },
  { providerStatus: 500, code: 'E4004', message: 'Stripe failed. A payment may have been made: E3008 then.' },
  { providerStatus: 503, code: 'E4005', message: 'Stripe is not available. A payment may have been made: E3008 then.' },
];

/** What the SDK threw, as an error of the catalogue; what is none of its errors is handed on as it is. */
export function mapFailure(thrown: unknown, failureContext: FailureContext): unknown {
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
    return new ManifoldError('E2007', 'Stripe knows this idempotency key from another request.', facts);
  }
  if (thrown instanceof errors.StripeRateLimitError) {
    const retryAfter = Number(thrown.headers?.['retry-after'] ?? 1) || 1;
    return new ManifoldError('E4003', 'Stripe is asked too often; nothing was done.', {
      ...facts,
      details: { ...facts.details, retryAfter },
    });
  }
  if (thrown instanceof errors.StripeAuthenticationError || thrown instanceof errors.StripePermissionError) {
    return new ManifoldError('E4006', 'Stripe refused the key of the account. Tell the operators.', facts);
  }
  const isHeld = thrown.code === 'idempotency_key_in_use';
  if (thrown instanceof errors.StripeInvalidRequestError && !isHeld) return refused(thrown, failureContext, facts);
  if (failureContext.unknownOutcome) return unknown(failureContext.unknownOutcome, facts);
  const isAway = thrown.statusCode === 503;
  return new ManifoldError(isAway ? 'E4005' : 'E4004', 'Stripe failed to answer. Try again in a moment.', {
    ...facts,
    retryable: true,
  });
}

interface Facts {
  details: ErrorDetails;
  cause: unknown;
}

function factsOf(thrown: Stripe.errors.StripeError, { details }: FailureContext): Facts {
  return {
    details: { ...details, ...(thrown.requestId ? { providerTransactionId: thrown.requestId } : {}) },
    cause: thrown,
  };
}

function unknown(whatToDo: string, { details, cause }: Facts): ManifoldError {
  return new ManifoldError('E3008', `Nobody knows whether Stripe acted on this call. ${whatToDo}`, { details, cause });
}

/** A connection that was refused on our side was never made; one that broke may have brought the request there. */
function connectionFailure(thrown: Stripe.errors.StripeConnectionError, failureContext: FailureContext): ManifoldError {
  const facts = factsOf(thrown, failureContext);
  const { detail } = thrown;
  if (detail instanceof ManifoldError && (detail.code === 'E5001' || detail.code === 'E4005')) {
    return new ManifoldError(detail.code, detail.message, {
      details: { ...detail.details, ...facts.details },
      cause: thrown,
    });
  }
  if (failureContext.unknownOutcome) return unknown(failureContext.unknownOutcome, facts);
  if (detail instanceof ManifoldError && detail.code === 'E4004') {
    return new ManifoldError(detail.code, detail.message, facts);
  }
  return new ManifoldError('E4001', 'Stripe could not be reached, or dropped the connection. Try again.', facts);
}

/** Sentences of our own for what people can do something about; the provider's code says the rest. */
const ADVICE: Readonly<Record<string, string>> = {
  authentication_required: 'Its holder has to authenticate: repeat it as a new call with "off_session" false.',
  insufficient_funds: 'There is not enough money behind it. Ask the person for another payment method.',
  expired_card: 'The card has expired. Ask the person for another payment method.',
};

function declined(thrown: Stripe.errors.StripeCardError, { details, cause }: Facts): ManifoldError {
  const declineCode = thrown.decline_code ?? thrown.code ?? 'generic_decline';
  const paymentId = thrown.payment_intent?.id;
  return new ManifoldError('E4009', `The payment method was declined (${declineCode}). No money was moved.`, {
    details: {
      ...details,
      declineCode,
      ...(paymentId ? { paymentId } : {}),
      suggestion: ADVICE[declineCode] ?? 'Ask the person for another payment method, or to ask their bank.',
    },
    cause,
  });
}

/** The provider's own sentence may quote what was sent, so the argument is named in its place. */
function refused(
  thrown: Stripe.errors.StripeInvalidRequestError,
  { fields = {} }: FailureContext,
  { details, cause }: Facts,
) {
  const { param = '', code = '' } = thrown;
  const field = fields[param] ?? fields[param.split('[')[0] ?? ''];
  const known = field === undefined ? details : { ...details, field };
  if (code === 'resource_missing') {
    const where = field === undefined ? 'this id' : `this "${field}"`;
    return new ManifoldError('E4007', `There is nothing under ${where}.`, { details: known, cause });
  }
  if (code === 'charge_already_refunded') {
    return new ManifoldError('E2004', 'The whole payment has been refunded already.', { details: known, cause });
  }
  const why = code === '' ? 'it does not fit' : code.replaceAll('_', ' ');
  return field === undefined
    ? new ManifoldError('E2001', `Stripe refused the request: ${why}.`, { details: known, cause })
    : new ManifoldError('E2004', `"${field}" is refused by Stripe: ${why}.`, { details: known, cause });
}
