import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import * as z from 'zod';
import type { CallContext, OutcomeMeta } from '../../../schemas/invocation.ts';
import type { Call } from '../tool/call.ts';
import { type StripeCall, stripeOf } from './client.ts';
import { mapFailure, type StripeFailureContext } from './failures.ts';

export interface Answered<Data> {
  data: Data;
  /** With Stripe's request id, for its support. */
  meta: OutcomeMeta;
}

type AnswerOf<Data> = Promise<Data & { lastResponse?: { requestId?: string } }>;

/** Sends a request that changes nothing. @throws {ManifoldError} as failures.ts maps the failure */
export async function askStripe<Data extends object>(
  call: StripeCall,
  ask: (stripe: Stripe) => AnswerOf<Data>,
  failureContext: Omit<StripeFailureContext, 'unknownOutcome'> = {},
): Promise<Answered<Data>> {
  try {
    return answered(await ask(await stripeOf(call)));
  } catch (thrown) {
    throw mapFailure(thrown, failureContext);
  }
}

/** A request that changes something at Stripe. */
export interface Write<Data> {
  /** Name of the request within its call; with the call's key for the provider it is the idempotency key. */
  step: string;
  unknownOutcome: string;
  fields?: StripeFailureContext['fields'];
  send(stripe: Stripe, options: Stripe.RequestOptions): AnswerOf<Data>;
}

/** Sends a request that changes something. The idempotency key is the same in each execution of the call. */
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

/** Keys of a call in its answer; `step` is that of its `writeStripe`. */
export const CallKeysOutput = {
  idempotency_key: z.string().nullable().describe('Idempotency key of the call: a retry with it does nothing twice.'),
  provider_key: z.string().nullable().describe('Idempotency key that Stripe was given.'),
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
  return { idempotencyKey, providerKey };
}

function answered<Data extends object>(data: Data & { lastResponse?: { requestId?: string } }): Answered<Data> {
  const requestId = data.lastResponse?.requestId;
  return { data, meta: { providerTransactionId: requestId } };
}
