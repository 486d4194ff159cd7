import type Stripe from 'stripe';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { PlanClient } from '../../../kit/capabilities/plan-client.ts';
import type { TokenClient } from '../../../kit/capabilities/token-client.ts';
import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import { StoreConflict, type StoreItem, type TenantStore } from '../../../kit/store/store.ts';
import type { StripeCall } from '../../../kit/stripe/client.ts';
import { type PaidTier, tierOfSubscription } from '../provider/plans.ts';
import { bestOf, subscriptionsOf } from '../provider/subscription.ts';
import { withoutRefunded } from '../provider/without-refunded.ts';
import { withdrawReadyToken } from './ready-token.ts';
import { revokeTokens } from './tokens.ts';

/** The plan that a person has paid for, according to Stripe's last answer. */
export interface Entitlement extends StoreItem {
  /** Rises with each change, so that two concurrent writers notice each other. */
  version: number;
  tier: PaidTier | null;
  subscriptionId: string | null;
  /** True while a payment is overdue: the plan stays, because Stripe tries again, and there are no tokens. */
  overdue?: boolean;
}

/** The person whose entitlement it is, and their customer at Stripe. */
export interface Subscriber {
  tenant: string;
  owner: string;
  customer: string;
}

/** The clients through which an entitlement takes effect: plan assignments and subscription tokens. */
export interface EntitlementClients {
  plans: PlanClient;
  tokens: Pick<TokenClient, 'revoke'>;
}

const ATTEMPTS = 8;

const keyOf = (owner: string) => ownedKey({ owner, kind: 'entitlement', id: 'plan' });

export function entitlementOf(store: TenantStore, owner: string): Promise<Entitlement | undefined> {
  return store.get<Entitlement>(keyOf(owner));
}

/**
 * Sets a person's plan to the one that Stripe says is paid for. Events may arrive late, twice and in any order, since
 * each of them only makes this function read from Stripe again. The answer is written only if nothing was written since
 * before the request, so that an older answer never replaces a newer one. The plan and the tokens are updated each time,
 * so that the next delivery of an event completes an update that broke off; then the entitlement is read again, to see
 * whether the update is still right.
 *
 * @throws {ManifoldError} E5002 if other writers keep changing it: the event is delivered again
 */
export async function syncEntitlement(
  call: StripeCall & { correlationId: string },
  store: TenantStore,
  { who, clients }: { who: Subscriber; clients: EntitlementClients },
): Promise<Entitlement> {
  const { owner, customer } = who;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await entitlementOf(store, owner);
    const best = bestOf(await withoutRefunded(call, await subscriptionsOf(call, customer)));
    const now = await write(store, { owner, before, best });
    if (now === undefined) continue;
    await apply(call, store, { who, entitlement: now, clients });
    const after = await entitlementOf(store, owner);
    if (after?.version === now.version) return now;
  }
  throw new ManifoldError('E5002', 'The subscription is being changed by others at the same time. Try again.');
}

/** The entitlement after the write, or as before if nothing changed; undefined if another writer was first. */
async function write(
  store: TenantStore,
  { owner, before, best }: { owner: string; before: Entitlement | undefined; best: Stripe.Subscription | undefined },
): Promise<Entitlement | undefined> {
  const tier = (best && tierOfSubscription(best)) ?? null;
  const subscriptionId = best?.id ?? null;
  const overdue = best?.status === 'past_due';
  const isSame = before?.tier === tier && before.subscriptionId === subscriptionId;
  if (isSame && (before.overdue ?? false) === overdue) return before;
  const version = (before?.version ?? 0) + 1;
  try {
    return await store.update<Entitlement>(keyOf(owner), {
      set: { version, tier, subscriptionId, overdue },
      condition: before ? 'version = :before' : 'attribute_not_exists(pk)',
      ...(before ? { values: { ':before': before.version } } : {}),
    });
  } catch (thrown) {
    if (thrown instanceof StoreConflict) return undefined;
    throw thrown;
  }
}

async function apply(
  call: { correlationId: string },
  store: TenantStore,
  { who, entitlement, clients }: { who: Subscriber; entitlement: Entitlement; clients: EntitlementClients },
): Promise<void> {
  const { tenant, owner: principal } = who;
  const { tier, overdue } = entitlement;
  if (tier === null) await clients.plans.unassign({ tenant, principal });
  else await clients.plans.assign({ tenant, principal, plan: tier });
  if (tier !== null && !overdue) return;
  await withdrawReadyToken(store, principal);
  await revokeTokens(store, { ...who, correlationId: call.correlationId, tokens: clients.tokens });
}
