import type { PlaidApi } from 'plaid';
import type { OutcomeMeta } from '../../../../schemas/invocation.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { FailureContext } from '../../../kit/provider/failure-context.ts';
import { type PlaidCall, plaidOf } from './client.ts';
import { mapFailure, unreadableAnswer } from './failures.ts';

export interface Answered<Data> {
  data: Data;
  /** With Plaid's request id, for its support. */
  meta: OutcomeMeta;
}

/** Sends a request to Plaid. @throws {ManifoldError} as failures.ts maps the failure; it never holds what was sent */
export async function askPlaid<Data extends { request_id: string }>(
  call: PlaidCall,
  ask: (plaid: PlaidApi) => Promise<{ data: Data }>,
  failureContext: FailureContext = {},
): Promise<Answered<Data>> {
  const plaid = await plaidOf(call);
  let data: Data;
  try {
    data = (await ask(plaid)).data;
  } catch (thrown) {
    throw thrown instanceof ManifoldError ? thrown : mapFailure(thrown, failureContext);
  }
  // axios returns a body that is not JSON as text.
  if (typeof Object(data).request_id !== 'string') throw unreadableAnswer(failureContext);
  return { data, meta: { providerTransactionId: data.request_id } };
}
