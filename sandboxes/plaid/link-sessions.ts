import { inventedItem } from './invented-bank.ts';
import type { Items } from './items.ts';
import { Refusal } from './refusal.ts';

interface SessionMetadata {
  initial_products: unknown;
  webhook: string | null;
  country_codes: unknown;
  language: unknown;
  redirect_uri: unknown;
  client_name: unknown;
}

/** A session of Link: begun with a link token, ended when its page is opened. */
export interface LinkSession {
  webhook: string | null;
  /** The request that made the link token, as `/link/token/get` returns it. */
  metadata: SessionMetadata;
  /** Item whose sign-in is repeated; absent: a new item is linked. */
  itemId?: string;
  /** True if the person may share more accounts of the bank. */
  addsAccounts?: boolean | undefined;
  /** True if the person is asked to share transactions. */
  consents?: boolean;
  createdAt: string;
  finishedAt?: string;
  publicToken?: string;
}

/** Results that a session has beside added items. */
const NO_RESULTS = {
  cra_item_add_results: [],
  cra_update_results: [],
  bank_income_results: [],
  payroll_income_results: [],
  document_income_results: null,
};

/** `/link/token/get`. */
export function sessionView(token: string, session: LinkSession | undefined) {
  if (!session) throw new Refusal('INVALID_INPUT', 'INVALID_LINK_TOKEN');
  const { createdAt, finishedAt, metadata, publicToken } = session;
  const added = publicToken === undefined ? [] : [{ public_token: publicToken, accounts: [], institution: null }];
  return {
    link_token: token,
    created_at: createdAt,
    expiration: new Date(Date.parse(createdAt) + 4 * 3_600_000).toISOString(),
    metadata,
    link_sessions:
      finishedAt === undefined
        ? []
        : [
            {
              link_session_id: token,
              finished_at: finishedAt,
              results: { ...NO_RESULTS, item_add_results: added },
            },
          ],
  };
}

/**
 * The person opens the page, and signs in: a bank is linked, or the sign-in of a linked one renewed.
 * @returns id and webhook of the repaired item, if the session repaired one
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
  if (session.consents) item.consentRequired = false;
  if (session.addsAccounts) item.accounts = [...item.accounts, ...(item.unshared?.splice(0) ?? [])];
  items.save();
  return { repaired: { item_id: item.item_id, webhook: item.webhook } };
}
