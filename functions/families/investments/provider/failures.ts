import { errors } from '@alpacahq/alpaca-trade-api/rest';
import type { ErrorCode, ErrorDetails } from '../../../../schemas/errors.ts';
import type { ErrorMapping } from '../../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';

/** How a failed request is told. */
export interface FailureContext {
  /**
   * For requests that change something: what to do where nobody knows whether Alpaca acted on them. Absent for reads,
   * which may be asked again.
   */
  unknownOutcome?: string;
  /** What Alpaca always says of what it is asked for, in the SDK's names. */
  expects?: readonly string[];
  /** What there is nothing of at 404, as the argument that named it. */
  field?: string;
  /** What the error says besides: keys under which the order can be found again. */
  details?: ErrorDetails;
}

/** What the tools that ask Alpaca document of its failures. */
export const ALPACA_FAILURES: ErrorMapping[] = [
  { providerStatus: 401, code: 'E4006', message: 'Alpaca refused the keys of the account. Tell the operators.' },
  {
    providerStatus: 403,
    code: 'E4009',
    message: 'Alpaca declined: not enough buying power or shares, or not allowed.',
  },
  { providerStatus: 404, code: 'E4007', message: 'Alpaca has nothing under this name or id.' },
  {
    providerStatus: 422,
    code: 'E2004',
    message: 'Alpaca refused a value; details.field names the argument where known.',
  },
  { providerStatus: 429, code: 'E4003', message: 'Alpaca is asked too often; wait for details.retryAfter.' },
  { providerStatus: 500, code: 'E4004', message: 'Alpaca failed. An order may have been placed: E3008 then.' },
  {
    providerStatus: 503,
    code: 'E4005',
    message: 'Alpaca is not available. An order may have been placed: E3008 then.',
  },
];

/** Refusals that callers can do something about, by what Alpaca's message contains. Its sentences are not quoted. */
const DECLINED: readonly [part: string, message: string][] = [
  ['buying power', 'The account has not enough buying power for this order. Nothing was ordered.'],
  ['insufficient qty', 'The account holds too few shares for this order. Nothing was ordered.'],
  ['short', 'The account may not sell what it does not hold. Nothing was ordered.'],
  [
    'wash trade',
    'An order on the other side is open and would trade with this one. Cancel it first. Nothing was ordered.',
  ],
  ['restricted', 'The account is restricted from trading. Tell the operators. Nothing was ordered.'],
];
const REFUSED: readonly [part: string, field: string, message: string][] = [
  ['not fractionable', 'quantity', 'This cannot be traded in parts of a share: give whole shares in "quantity".'],
  ['symbol', 'symbol', 'Alpaca trades nothing under this "symbol".'],
  ['asset', 'symbol', 'Alpaca does not trade what this "symbol" stands for at the moment.'],
  ['qty', 'quantity', 'Alpaca refused the "quantity".'],
  ['notional', 'notional', 'Alpaca refused the "notional".'],
  ['limit_price', 'limit_price', 'Alpaca refused the "limit_price".'],
  ['limit price', 'limit_price', 'Alpaca refused the "limit_price".'],
  ['stop_price', 'stop_price', 'Alpaca refused the "stop_price": a stop waits on the far side of the market price.'],
  ['stop price', 'stop_price', 'Alpaca refused the "stop_price": a stop waits on the far side of the market price.'],
  ['trail', 'trail_percent', 'Alpaca refused the trail.'],
  ['extended', 'extended_hours', 'Alpaca refused "extended_hours".'],
  ['time_in_force', 'time_in_force', 'Alpaca refused the "time_in_force".'],
  ['timeframe', 'interval', 'Alpaca refused the "interval".'],
];

/** Whether Alpaca has an order under this client order id already. */
export function isKnownOrder(thrown: unknown): boolean {
  const { cause } = Object(thrown) as { cause?: unknown };
  return (
    cause instanceof errors.ApiError && cause.status === 422 && /client_order_id must be unique/i.test(cause.message)
  );
}

/** What the SDK threw, as an error of the catalogue; a fault of ours is handed on as it is. */
export function mapFailure(thrown: unknown, failureContext: FailureContext): unknown {
  const ours = ownErrorIn(thrown);
  if (ours) return mapOwnError(ours, failureContext);
  if (!(thrown instanceof errors.ApiError)) return mapBrokenAnswer(thrown, failureContext);
  const { status, requestId, retryAfterMs } = thrown;
  const details = { ...failureContext.details, ...(requestId ? { providerTransactionId: requestId } : {}) };
  const facts = { details, cause: thrown };
  switch (status) {
    case 401:
      return new ManifoldError('E4006', 'Alpaca refused the keys of the account. Tell the operators.', facts);
    case 403:
      return declined(thrown, facts);
    case 404:
      return new ManifoldError('E4007', `There is nothing at Alpaca for this "${failureContext.field ?? 'id'}".`, {
        ...facts,
        details: { ...details, field: failureContext.field ?? 'id' },
      });
    case 400:
    case 422:
      return refused(thrown, facts);
    case 429:
      return new ManifoldError('E4003', 'Alpaca is asked too often; nothing was done.', {
        ...facts,
        details: { ...details, retryAfter: Math.max(1, Math.ceil((retryAfterMs ?? 60_000) / 1000)) },
      });
    default:
      if (failureContext.unknownOutcome) return unknownOutcome(failureContext.unknownOutcome, facts);
      return new ManifoldError(status === 503 ? 'E4005' : 'E4004', 'Alpaca failed to answer. Try again in a moment.', {
        ...facts,
        retryable: true,
      });
  }
}

interface Facts {
  details: ErrorDetails;
  cause: unknown;
}

function unknownOutcome(whatToDo: string, { details, cause }: Facts): ManifoldError {
  return new ManifoldError('E3008', `Nobody knows whether Alpaca acted on this call. ${whatToDo}`, { details, cause });
}

/** What the guarded way out said, which the SDK may have wrapped. */
function ownErrorIn(thrown: unknown): ManifoldError | undefined {
  for (let error = thrown; typeof error === 'object' && error !== null; error = (error as { cause?: unknown }).cause) {
    if (error instanceof ManifoldError) return error;
  }
  return undefined;
}

/** Errors of the guarded way out after which the request may have arrived. */
const MAY_HAVE_ARRIVED = new Set<ErrorCode>(['E4001', 'E4002', 'E4004', 'E3004', 'E3005']);

/** What was refused on our side was not sent; what broke on the way may have arrived. */
function mapOwnError(error: ManifoldError, { unknownOutcome: whatToDo, details = {} }: FailureContext): ManifoldError {
  const { code, message, retryable } = error;
  const facts = { details: { ...error.details, ...details }, cause: error };
  if (whatToDo && MAY_HAVE_ARRIVED.has(code)) {
    return unknownOutcome(whatToDo, facts);
  }
  return new ManifoldError(code, message, { ...facts, retryable });
}

/** Time that ran out, or something that is no answer of Alpaca's: what the SDK cannot read it throws something at. */
function mapBrokenAnswer(thrown: unknown, { unknownOutcome: whatToDo, details = {} }: FailureContext): unknown {
  const facts = { details, cause: thrown };
  if (whatToDo) return unknownOutcome(whatToDo, facts);
  if (thrown instanceof errors.FetchError) {
    return new ManifoldError('E4002', 'Alpaca did not answer in time.', facts);
  }
  return unreadableAnswer(facts);
}

const unreadableAnswer = (facts: Facts) =>
  new ManifoldError('E4004', 'Alpaca answered something that is not its API. Try again in a moment.', {
    ...facts,
    retryable: true,
  });

/**
 * Refuses an answer without what Alpaca always says of such a thing, so that nothing is computed with what is not there.
 *
 * @param fields names, in the answer or in each of its items, that hold something
 * @throws {ManifoldError} E4004, or E3008 for a request that may have changed something
 */
export function refuseWithout(fields: readonly string[], data: unknown, failureContext: FailureContext): void {
  const items: unknown[] = Array.isArray(data) ? data : [data];
  const isAnswer = items.every((item) => fields.every((field) => Object(item)[field] != null));
  if (isAnswer) return;
  const facts = { details: failureContext.details ?? {}, cause: undefined };
  throw failureContext.unknownOutcome ? unknownOutcome(failureContext.unknownOutcome, facts) : unreadableAnswer(facts);
}

function declined(thrown: InstanceType<typeof errors.ApiError>, facts: Facts): ManifoldError {
  const said = thrown.message.toLowerCase();
  const [, message] = DECLINED.find(([part]) => said.includes(part)) ?? [];
  if (message !== undefined) return new ManifoldError('E4009', message, facts);
  if (/subscription|sip/.test(said)) {
    return new ManifoldError(
      'E4006',
      'The account has no subscription for this feed of market data. Tell the operators.',
      facts,
    );
  }
  return new ManifoldError('E4009', 'Alpaca does not allow this to the account. Nothing was done.', facts);
}

function refused(thrown: InstanceType<typeof errors.ApiError>, facts: Facts): ManifoldError {
  const said = thrown.message.toLowerCase();
  const [, field, message] = REFUSED.find(([part]) => said.includes(part)) ?? [];
  if (field === undefined || message === undefined) {
    return new ManifoldError('E2001', 'Alpaca refused the request; nothing was done.', facts);
  }
  return new ManifoldError('E2004', message, { ...facts, details: { ...facts.details, field } });
}
