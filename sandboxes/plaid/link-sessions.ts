import { inventedItem } from './invented-bank.ts';
import type { Items } from './items.ts';
import { Refusal } from './refusal.ts';

/** A session of Link: begun with a link token, ended when its page is opened. */
export interface LinkSession {
  webhook: string | null;
  /** Item whose sign-in is renewed; absent: a new one is linked. */
  itemId?: string;
  createdAt: string;
  finishedAt?: string;
  publicToken?: string;
}

/** `/link/token/get`. */
export function sessionView(token: string, session: LinkSession | undefined) {
  if (!session) throw new Refusal('INVALID_INPUT', 'INVALID_LINK_TOKEN');
  const { createdAt, finishedAt, publicToken } = session;
  const added = publicToken === undefined ? [] : [{ public_token: publicToken, accounts: [], institution: null }];
  return {
    link_token: token,
    created_at: createdAt,
    expiration: new Date(Date.parse(createdAt) + 4 * 3_600_000).toISOString(),
    metadata: {},
    link_sessions:
      finishedAt === undefined
        ? []
        : [{ link_session_id: token, finished_at: finishedAt, results: { item_add_results: added } }],
  };
}

/**
 * The person opens the page, and signs in: a bank is linked, or the sign-in of a linked one renewed.
 * @returns id and webhook of the item that has been repaired, where one was
 */
export function finishSession(items: Items, token: string): { repaired?: { item_id: string; webhook: string | null } } {
  const session = items.sessions[token];
  if (!session) throw new Refusal('INVALID_INPUT', 'INVALID_LINK_TOKEN', { status: 404 });
  if (session.finishedAt !== undefined) return {};
  session.finishedAt = new Date().toISOString();
  if (session.itemId === undefined) {
    session.publicToken = items.add(inventedItem({ institution: 'ins_109508', webhook: session.webhook }));
    return {};
  }
  const item = items.byId(session.itemId);
  item.loginRequired = false;
  items.save();
  return { repaired: { item_id: item.item_id, webhook: item.webhook } };
}
