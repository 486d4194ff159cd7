import { errors } from '@alpacahq/alpaca-trade-api/rest';
import type { ErrorMapping } from '../../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { mayHaveBeenSent } from '../../../core/errors/may-have-been-sent.ts';
import { type FailureContext, type FailureFacts, outcomeUnknown } from '../../../kit/provider/failure-context.ts';
import { platformErrorIn } from '../../../kit/provider/request-errors.ts';

export interface AlpacaFailureContext extends FailureContext {
  /** Properties that each answer to this request has, by the names of the SDK. */
  expects?: readonly string[];
  /** The argument that names what does not exist if Alpaca answers 404. */
  field?: string;
}

/** The failures of Alpaca, as the tools that ask it document them. */
export const ALPACA_FAILURES: ErrorMapping[] = [
  { providerStatus: 401, code: 'E4006', message: 'Alpaca refused the keys of the account. Tell the operators.' },
  {
    providerStatus: 403,
    code: 'E4009',
    message: 'Alpaca declined: not enough buying power or shares, or not allowed.',
  },
  { providerStatus: 404, code: 'E4007', message: 'Alpaca has nothing with this name or id.' },
  {
    providerStatus: 422,
    code: 'E2004',
    message: 'Alpaca refused a value; details.field names the argument if it is known.',
  },
  {
    providerStatus: 429,
    code: 'E4003',
    message: 'Too many requests to Alpaca; retry after details.retryAfter seconds.',
  },
  { providerStatus: 500, code: 'E4004', message: 'Alpaca failed. E3008 instead if an order may have been placed.' },
  {
    providerStatus: 503,
    code: 'E4005',
    message: 'Alpaca is not available. E3008 instead if an order may have been placed.',
  },
];

/**
 * Refusals that a caller can act on, by a part of Alpaca's message, which comes with 403 or 422 (docs.alpaca.markets, "User
 * Protection" and "Orders at Alpaca"). The message itself is not quoted.
 */
const DECLINED: readonly [part: string, message: string][] = [
  ['pattern day trad', 'The order would make the account a pattern day trader, which its equity does not allow.'],
  ['day trading buying power', 'The account has not enough buying power for day trades (margin rules).'],
  ['day trade margin', 'The account has an open margin call for day trades, so it may only close positions.'],
  ['margin call', 'The account has an open margin call, so it may only close positions.'],
  ['buying power', 'The account has not enough buying power for this order.'],
  ['insufficient qty', 'The account holds too few shares for this order.'],
  ['short', 'The account may not sell shares that it does not hold.'],
  ['wash trade', 'An order on the other side is open and would trade with this one. Cancel it first.'],
  ['restricted', 'The account is restricted from trading. Tell the operators.'],
];
const REFUSED: readonly [part: string, field: string, message: string][] = [
  ['cost basis', 'quantity', 'The order is worth less than Alpaca accepts, which is one dollar.'],
  ['sub-penny', 'limit_price', 'The price has more decimals than its steps: cents from one dollar on.'],
  ['price away', 'limit_price', 'The "limit_price" is too far from the market price.'],
  ['not tradable', 'symbol', 'Alpaca does not trade this "symbol" now.'],
  ['halted', 'symbol', 'Trading in this "symbol" is halted. Try again when it has resumed.'],
  ['opg', 'time_in_force', 'Orders for the opening auction are taken from 19:00 to 9:28 New York time.'],
  ['cls', 'time_in_force', 'Orders for the closing auction are taken until 15:50 New York time.'],
  ['not fractionable', 'quantity', 'Fractions of this share cannot be traded: give whole shares in "quantity".'],
  ['symbol', 'symbol', 'Alpaca trades no share or fund with this "symbol".'],
  ['asset', 'symbol', 'Alpaca does not trade this "symbol" at the moment.'],
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

/** Whether Alpaca refused an order because it has one with the same client order id. */
export function isKnownOrder(thrown: unknown): boolean {
  const { cause } = Object(thrown) as { cause?: unknown };
  return (
    cause instanceof errors.ApiError && cause.status === 422 && /client_order_id must be unique/i.test(cause.message)
  );
}

/** Maps an error of the SDK to an error of the catalogue. */
export function mapFailure(thrown: unknown, failureContext: AlpacaFailureContext): unknown {
  const ours = platformErrorIn(thrown);
  if (ours) return mapOwnError(ours, failureContext);
  if (!(thrown instanceof errors.ApiError)) return mapBrokenAnswer(thrown, failureContext);
  const { status, requestId, retryAfterMs } = thrown;
  const details = { ...failureContext.details, providerTransactionId: requestId || undefined };
  const facts = { details, cause: thrown };
  switch (status) {
    case 401:
      return new ManifoldError('E4006', 'Alpaca refused the keys of the account. Tell the operators.', facts);
    case 403:
      return declined(thrown, facts);
    case 404:
      return new ManifoldError('E4007', `Alpaca has nothing for this "${failureContext.field ?? 'id'}".`, {
        ...facts,
        details: { ...details, field: failureContext.field ?? 'id' },
      });
    case 400:
    case 422:
      return refused(thrown, facts);
    case 429:
      return new ManifoldError('E4003', 'Too many requests to Alpaca; nothing was done. Retry later.', {
        ...facts,
        details: { ...details, retryAfter: Math.max(1, Math.ceil((retryAfterMs ?? 60_000) / 1000)) },
      });
    default:
      if (failureContext.unknownOutcome) return outcomeUnknown('Alpaca', failureContext.unknownOutcome, facts);
      return new ManifoldError(status === 503 ? 'E4005' : 'E4004', 'Alpaca failed to answer. Try again in a moment.', {
        ...facts,
        retryable: true,
      });
  }
}

/** The error of the platform: a request that it refused was not sent, one that broke on the way may have arrived. */
function mapOwnError(
  error: ManifoldError,
  { unknownOutcome: whatToDo, details = {} }: AlpacaFailureContext,
): ManifoldError {
  const { code, message, retryable } = error;
  const facts = { details: { ...error.details, ...details }, cause: error };
  if (whatToDo && mayHaveBeenSent(code)) {
    return outcomeUnknown('Alpaca', whatToDo, facts);
  }
  return new ManifoldError(code, message, { ...facts, retryable });
}

/** The error if the time ran out, or if the SDK could not read the answer. */
function mapBrokenAnswer(thrown: unknown, { unknownOutcome: whatToDo, details = {} }: AlpacaFailureContext): unknown {
  const facts = { details, cause: thrown };
  if (whatToDo) return outcomeUnknown('Alpaca', whatToDo, facts);
  if (thrown instanceof errors.FetchError) {
    return new ManifoldError('E4002', 'Alpaca did not answer in time.', facts);
  }
  return unreadableAnswer(facts);
}

const unreadableAnswer = (facts: FailureFacts) =>
  new ManifoldError('E4004', 'Alpaca sent an answer that cannot be read. Try again in a moment.', {
    ...facts,
    retryable: true,
  });

/**
 * Refuses an answer that lacks properties that each such answer has, so that nothing is computed from missing values.
 *
 * @param fields properties that the answer, or each of its items, has to have
 * @throws {ManifoldError} E4004, or E3008 for a request that may have changed something
 */
export function refuseWithout(fields: readonly string[], data: unknown, failureContext: AlpacaFailureContext): void {
  const items: unknown[] = Array.isArray(data) ? data : [data];
  const isAnswer = items.every((item) => fields.every((field) => Object(item)[field] != null));
  if (isAnswer) return;
  const facts = { details: failureContext.details ?? {}, cause: undefined };
  throw failureContext.unknownOutcome
    ? outcomeUnknown('Alpaca', failureContext.unknownOutcome, facts)
    : unreadableAnswer(facts);
}

function declined(thrown: InstanceType<typeof errors.ApiError>, facts: FailureFacts): ManifoldError {
  const providerMessage = thrown.message.toLowerCase();
  const [, message] = DECLINED.find(([part]) => providerMessage.includes(part)) ?? [];
  if (message !== undefined) return new ManifoldError('E4009', `${message} Nothing was ordered.`, facts);
  if (REFUSED.some(([part]) => providerMessage.includes(part))) return refused(thrown, facts);
  if (/subscription|sip/.test(providerMessage)) {
    return new ManifoldError(
      'E4006',
      'The account has no subscription to this feed of market data. Tell the operators.',
      facts,
    );
  }
  return new ManifoldError('E4009', 'Alpaca does not allow the account to do this. Nothing was done.', facts);
}

function refused(thrown: InstanceType<typeof errors.ApiError>, facts: FailureFacts): ManifoldError {
  const providerMessage = thrown.message.toLowerCase();
  const [, reason] = DECLINED.find(([part]) => providerMessage.includes(part)) ?? [];
  if (reason !== undefined) return new ManifoldError('E4009', `${reason} Nothing was ordered.`, facts);
  const [, field, message] = REFUSED.find(([part]) => providerMessage.includes(part)) ?? [];
  if (field === undefined || message === undefined) {
    return new ManifoldError('E2001', 'Alpaca refused the request; nothing was done.', facts);
  }
  return new ManifoldError('E2004', message, { ...facts, details: { ...facts.details, field } });
}
