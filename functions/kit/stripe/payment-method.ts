import type Stripe from 'stripe';
import * as z from 'zod';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { Call } from '../tool/call.ts';
import { askStripe } from './ask.ts';
import { findCustomer } from './customer.ts';

/** Form of the id of a saved payment method, for audit. */
export const METHOD_FORM = { pattern: 'default|pm_[0-9][A-Za-z0-9]{13,40}' };

/** Argument that names a saved payment method. */
export const SavedMethod = z
  .string()
  .regex(/^(default|pm_\w{3,100})$/, 'expected the id of a saved payment method (pm_…), or "default"')
  .meta({ description: 'Id of a saved payment method (pm_…), or "default".', examples: ['default'] });

/** The parts of a payment method that may be shown. */
export interface MethodFacts {
  payment_method_id: string;
  type: string;
  brand: string | null;
  last4: string | null;
  /** MM/YYYY. */
  expires: string | null;
}

export const MethodFactsOutput = {
  payment_method_id: z.string(),
  type: z.string().describe('Kind of payment method, such as card.'),
  brand: z.string().nullable(),
  last4: z.string().nullable(),
  expires: z.string().nullable().describe('MM/YYYY'),
};

export function methodFacts({ id, type, card }: Stripe.PaymentMethod): MethodFacts {
  return {
    payment_method_id: id,
    type,
    brand: card?.brand ?? null,
    last4: card?.last4 ?? null,
    expires: card ? `${String(card.exp_month).padStart(2, '0')}/${card.exp_year}` : null,
  };
}

/** A payment method for people: `visa that ends in 4242`. */
export function describeMethod({ type, card }: Stripe.PaymentMethod): string {
  return card ? `${card.brand} that ends in ${card.last4}` : type;
}

type OwnerCall = Pick<Call, 'secret' | 'setting' | 'fetch' | 'context' | 'store'>;

/**
 * A saved payment method of a person. One of another person is answered like one that does not exist.
 *
 * @param which.id an id, or `default`
 * @throws {ManifoldError} E4007 that names the field
 */
export async function savedMethod(
  call: OwnerCall,
  { id, owner, field }: { id: string; owner: string; field: string },
): Promise<{ customer: string; method: Stripe.PaymentMethod }> {
  const customer = await findCustomer(call, owner);
  if (customer === undefined) throw noMethod(field);
  const wanted = id === 'default' ? await defaultMethodOf(call, customer) : id;
  if (wanted === undefined) throw noMethod(field);
  try {
    const { data } = await askStripe(call, (stripe) => stripe.paymentMethods.retrieve(wanted));
    if (idOf(data.customer) === customer) return { customer, method: data };
  } catch (thrown) {
    if (!(thrown instanceof ManifoldError && thrown.code === 'E4007')) throw thrown;
  }
  throw noMethod(field);
}

/** The default payment method of a customer. */
export async function defaultMethodOf(call: OwnerCall, customer: string): Promise<string | undefined> {
  const { data } = await askStripe(call, (stripe) => stripe.customers.retrieve(customer));
  return data.deleted ? undefined : idOf(data.invoice_settings.default_payment_method);
}

/** The id of an object that Stripe gives as its id or expanded. */
export function idOf(reference: string | { id: string } | null | undefined): string | undefined {
  return typeof reference === 'string' ? reference : reference?.id;
}

function noMethod(field: string): ManifoldError {
  return new ManifoldError('E4007', `You have no payment method with this "${field}".`, {
    details: { field, suggestion: 'Add one with add_payment_method, or use one from payments://me/methods.' },
  });
}
