import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { Call } from '../../../kit/tool/call.ts';
import type { Credentials } from './credentials.ts';
import { baseUrl } from './endpoint.ts';
import { unwrap } from './envelope.ts';
import { COMMON_FAILURES } from './failures/common.ts';
import { failureToError, findFailure } from './provider-failure.ts';
import { sendRequest } from './transport.ts';

const API_VERSION = '1.0';

/**
 * The token is in the data of the envelope. Older documentation has it at the top level, which `unwrap` returns as
 * data.
 */
const TokenAnswer = z.looseObject({ access_token: z.string().min(1) });

/**
 * Exchanges key and secret for an access token (`POST /authenticate`, no body).
 *
 * @returns the token, or undefined if the provider refuses these credentials
 * @throws {ManifoldError} for every other failure
 */
export async function authenticate(call: Call, { apiKey, apiSecret }: Credentials): Promise<string | undefined> {
  const answer = await sendRequest(call, {
    url: new URL('/authenticate', baseUrl(call)),
    init: { method: 'POST', headers: { 'x-api-key': apiKey, 'x-api-secret': apiSecret, 'x-api-version': API_VERSION } },
  });
  if (answer.status === 401 || answer.status === 403) return undefined;
  const unwrapped = unwrap(answer.status, answer.text, answer.headers.get('retry-after'));
  const reply = unwrapped?.reply ?? { status: answer.status, message: '' };
  if (reply.status !== 200) throw failureToError(findFailure(COMMON_FAILURES, reply), reply);
  const token = TokenAnswer.safeParse(unwrapped?.data);
  if (!token.success) throw new ManifoldError('E4004', 'The provider answered the sign-in without a token.');
  return token.data.access_token;
}
