import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import type { StoreItem, TenantStore } from '../../../kit/store/store.ts';

/** A subscription token that its first paid invoice has made ready: the person fetches it, and it is shown then, once. */
export interface ReadyToken {
  subscriptionId: string;
  /** ISO 8601, UTC. */
  since: string;
}

const keyOf = (owner: string) => ownedKey({ owner, kind: 'ready-token', id: 'subscription' });

export const makeTokenReady = (store: TenantStore, owner: string, token: ReadyToken): Promise<void> =>
  store.put({ ...keyOf(owner), ...token });

export const readyToken = (store: TenantStore, owner: string): Promise<ReadyToken | undefined> =>
  store.get<StoreItem & ReadyToken>(keyOf(owner));

/** Ends the readiness: the token was fetched, or its subscription is no longer paid. */
export const withdrawReadyToken = (store: TenantStore, owner: string): Promise<void> => store.delete(keyOf(owner));
