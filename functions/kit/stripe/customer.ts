import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { ownedKey } from '../ownership/find-owned.ts';
import { pseudonymOf } from '../ownership/pseudonym.ts';
import type { StoreItem, TenantStore } from '../store/store.ts';
import type { Call } from '../tool/call.ts';
import { askStripe } from './ask.ts';
import { type StripeCall, stripeOf } from './client.ts';
import { mapFailure } from './failures.ts';

/** The person behind a customer at Stripe, for events, which name no tenant. */
interface CustomerOwner extends StoreItem {
  tenant: string;
  owner: string;
}

interface KnownCustomer extends StoreItem {
  customerId: string;
}

export type CustomerCall = Pick<Call, 'secret' | 'setting' | 'fetch' | 'context' | 'store'>;

const OWN_KEY = 'manifold_key';

/** Key of a customer's owner in the part of the store that belongs to no tenant. */
const customerOwnerKey = (customerId: string) => ({ pk: `customer#${customerId}`, sk: 'owner' });

/**
 * The customer of a person at Stripe, if there is one: from the store of the family, or from Stripe's search, since
 * another family may have made it.
 */
export async function findCustomer(call: CustomerCall, owner: string): Promise<string | undefined> {
  const known = await call.store.get<KnownCustomer>(storedAt(owner));
  if (known) return known.customerId;
  const { tenant } = call.context.principal;
  const query = `metadata['${OWN_KEY}']:'${pseudonymOf({ tenant, owner })}'`;
  const { data } = await askStripe(call, (stripe) => stripe.customers.search({ query, limit: 1 }));
  const [found] = data.data;
  if (found) await remember(call, owner, found.id);
  return found?.id;
}

/**
 * The customer of a person at Stripe, made when it is first needed. Stripe's search lags by up to a minute; the
 * idempotency key, which derives from the person, returns a customer that was made within the last day.
 */
export async function customerOf(call: CustomerCall, owner: string): Promise<string> {
  const found = await findCustomer(call, owner);
  if (found !== undefined) return found;
  const { tenant } = call.context.principal;
  const key = pseudonymOf({ tenant, owner });
  try {
    const stripe = await stripeOf(call);
    const { id } = await stripe.customers.create(
      { metadata: { [OWN_KEY]: key, manifold_tenant: tenant, manifold_user: owner } },
      { idempotencyKey: `manifold-customer-${key}` },
    );
    await remember(call, owner, id);
    return id;
  } catch (thrown) {
    // No unknown outcome: a retry finds the customer by its key.
    throw mapFailure(thrown, {});
  }
}

/**
 * The person behind a customer at Stripe: from the store of the family, or from the customer's metadata, since another
 * family may have made it. Undefined for customers that were not made by this platform.
 */
export async function ownerOfCustomer(
  call: StripeCall & { store: { shared: TenantStore } },
  customerId: string,
): Promise<{ tenant: string; owner: string } | undefined> {
  const { shared } = call.store;
  const known = await shared.get<CustomerOwner>(customerOwnerKey(customerId));
  if (known) return known;
  const data = await existing(call, customerId);
  if (!data || data.deleted) return undefined;
  const { manifold_tenant: tenant = '', manifold_user: owner = '', [OWN_KEY]: key } = data.metadata;
  if (key !== pseudonymOf({ tenant, owner })) return undefined;
  await shared.put({ ...customerOwnerKey(customerId), tenant, owner });
  return { tenant, owner };
}

async function existing(call: StripeCall, customerId: string) {
  try {
    return (await askStripe(call, (stripe) => stripe.customers.retrieve(customerId))).data;
  } catch (thrown) {
    if (thrown instanceof ManifoldError && thrown.code === 'E4007') return undefined;
    throw thrown;
  }
}

const storedAt = (owner: string) => ownedKey({ owner, kind: 'customer', id: 'stripe' });

async function remember({ store, context }: CustomerCall, owner: string, customerId: string): Promise<void> {
  await store.put({ ...storedAt(owner), customerId });
  await store.shared.put({ ...customerOwnerKey(customerId), tenant: context.principal.tenant, owner });
}
