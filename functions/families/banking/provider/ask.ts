import type { PlaidApi } from 'plaid';
import type { OutcomeMeta } from '../../../../schemas/invocation.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { type PlaidCall, plaidOf } from './client.ts';
import { type FailureContext, mapFailure, unreadableAnswer } from './failures.ts';

export interface Answered<Data> {
  data: Data;
  /** With Plaid's request id, for support. */
  meta: OutcomeMeta;
}

/** Asks Plaid for something. @throws {ManifoldError} as failures.ts tells it; never with what was sent inside */
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
  // axios hands a body that is no JSON on as text.
  if (typeof Object(data).request_id !== 'string') throw unreadableAnswer(failureContext);
  return { data, meta: { providerTransactionId: data.request_id } };
}
