import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { outcomeUnknown } from '../../../kit/provider/failure-context.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { baseUrl } from './endpoint.ts';
import { type Unwrapped, unwrap } from './envelope.ts';
import { failureToError, findFailure, type ProviderFailure } from './provider-failure.ts';
import { currentSession, renewedSession, type Session } from './session.ts';
import { type RawAnswer, sendRequest } from './transport.ts';

const API_VERSION = '1.0';

export interface Question {
  method: 'GET' | 'POST';
  /** Percent-encoded; made with `path`. */
  path: string;
  /** Query parameters; undefined values are left out. */
  query?: Record<string, string | number | undefined>;
  /** JSON body of a POST, `@entity` included. */
  body?: Record<string, unknown>;
  /** Documented failures, the most particular first. */
  failures: readonly ProviderFailure[];
  /** What to do if the outcome is unknown; only for requests that must not be sent twice. */
  unknownOutcome?: string;
}

/**
 * Sends a signed-in request. A refused token is renewed once, the envelope is removed, and failures are mapped, also
 * those that come with HTTP 200.
 *
 * @throws {ManifoldError} as the question's table of failures says; E4001, E4002, E4004, E4006, E3008
 */
export async function ask(call: Call, question: Question): Promise<Unwrapped> {
  const session = await currentSession(call);
  let answer = await send(call, question, session);
  // A request with a refused token was not executed, so it may be sent again even if others may not.
  if (refusesToken(answer, question)) answer = await send(call, question, await renewedSession(call, session));
  if (refusesToken(answer, question)) {
    throw new ManifoldError(
      'E4006',
      'The KYC provider refused a new access token. Tell the operators: the key may be revoked or lack the privilege for this API.',
    );
  }
  return readAnswer(answer, question);
}

function send(call: Call, question: Question, { token, credentials }: Session): Promise<RawAnswer> {
  const url = new URL(question.path, baseUrl(call));
  for (const [name, value] of Object.entries(question.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return sendRequest(call, {
    url,
    unknownOutcome: question.unknownOutcome,
    init: {
      method: question.method,
      headers: {
        // The bare token: the provider refuses the word "Bearer".
        authorization: token,
        'x-api-key': credentials.apiKey,
        'x-api-version': API_VERSION,
        accept: 'application/json',
        ...(question.body ? { 'content-type': 'application/json' } : {}),
      },
      body: question.body && JSON.stringify(question.body),
    },
  });
}

/** True for 401 and 403 with an unknown text. A new token does not help against missing credits or privileges. */
function refusesToken({ status, text, headers }: RawAnswer, { failures }: Question): boolean {
  if (status !== 401 && status !== 403) return false;
  const reply = unwrap(status, text, headers.get('retry-after'))?.reply ?? { status, message: '' };
  return findFailure(failures, reply)?.providerMessage === undefined;
}

function readAnswer({ status, text, headers }: RawAnswer, { failures, unknownOutcome }: Question): Unwrapped {
  const unwrapped = unwrap(status, text, headers.get('retry-after'));
  const reply = unwrapped?.reply ?? { status, message: '' };
  const failure = findFailure(failures, reply);
  if (failure) throw failureToError(failure, reply);
  const { status: code } = reply;
  const isSuccess = unwrapped !== undefined && code === 200 && unwrapped.data !== undefined && unwrapped.data !== null;
  if (isSuccess) return unwrapped;
  // After an undocumented answer the request may have been executed, unless it is a refusal.
  if (unknownOutcome && (!unwrapped || code === 200 || code >= 500))
    throw outcomeUnknown('the provider', unknownOutcome);
  if (!unwrapped) {
    throw new ManifoldError(
      'E4004',
      `The provider answered HTTP ${status} with something that is not JSON. Tell the operators.`,
    );
  }
  throw failureToError(undefined, reply);
}
