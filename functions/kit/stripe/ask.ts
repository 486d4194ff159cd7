import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import * as z from 'zod';
import type { CallContext, OutcomeMeta } from '../../../schemas/invocation.ts';
import type { Call } from '../tool/call.ts';
import { type StripeCall, stripeOf } from './client.ts';
import { type FailureContext, mapFailure } from './failures.ts';

export interface Answered<Data> {
  data: Data;
  /** With Stripe's request id, for support. */
  meta: OutcomeMeta;
}

type AnswerOf<Data> = Promise<Data & { lastResponse?: { requestId?: string } }>;

/** Asks Stripe for something that changes nothing. @throws {ManifoldError} as failures.ts tells it */
export async function askStripe<Data extends object>(
  call: StripeCall,
  ask: (stripe: Stripe) => AnswerOf<Data>,
  failureContext: Omit<FailureContext, 'unknownOutcome'> = {},
): Promise<Answered<Data>> {
  try {
    return answered(await ask(await stripeOf(call)));
  } catch (thrown) {
    throw mapFailure(thrown, failureContext);
  }
}

/** A request that changes something at Stripe. */
export interface Write<Data> {
  /** Tells the requests of one call apart; the call's key for the provider comes before it. */
  step: string;
  unknownOutcome: string;
  fields?: FailureContext['fields'];
  send(stripe: Stripe, options: Stripe.RequestOptions): AnswerOf<Data>;
}

/** Has Stripe do something, once for this call: however often it is executed, the key is the same. */
export async function writeStripe<Data extends object>(
  call: StripeCall & Pick<Call, 'context'>,
  { step, send, unknownOutcome, fields }: Write<Data>,
): Promise<Answered<Data>> {
  const idempotencyKey = keyOfStep(call.context.providerKey ?? randomUUID(), step);
  const failureContext = { unknownOutcome, fields, details: keysOf(call.context, idempotencyKey) };
  try {
    return answered(await send(await stripeOf(call), { idempotencyKey }));
  } catch (thrown) {
    throw mapFailure(thrown, failureContext);
  }
}

const keyOfStep = (providerKey: string, step: string) => `${providerKey}-${step}`;

/** Keys of a call in its answer; `step` as in its `writeStripe`. */
export const CallKeysOutput = {
  idempotency_key: z.string().nullable().describe('Key that the call came with: a repeat with it is no second one.'),
  provider_key: z.string().nullable().describe('Key under which Stripe knows the request.'),
};

export function callKeys({ context }: Pick<Call, 'context'>, step: string) {
  const { idempotencyKey, providerKey } = context;
  return {
    idempotency_key: idempotencyKey ?? null,
    provider_key: providerKey === undefined ? null : keyOfStep(providerKey, step),
  };
}

/** The keys under which a request can be found again: the caller's, and the one that Stripe was given. */
function keysOf({ idempotencyKey }: CallContext, providerKey: string) {
  return { ...(idempotencyKey === undefined ? {} : { idempotencyKey }), providerKey };
}

function answered<Data extends object>(data: Data & { lastResponse?: { requestId?: string } }): Answered<Data> {
  const requestId = data.lastResponse?.requestId;
  return { data, meta: requestId === undefined ? {} : { providerTransactionId: requestId } };
}
