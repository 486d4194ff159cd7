import { createHash } from 'node:crypto';
import { CountryCode, Products } from 'plaid';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import { pseudonymOf } from '../../../kit/ownership/pseudonym.ts';
import type { StoreItem } from '../../../kit/store/store.ts';
import type { Call } from '../../../kit/tool/call.ts';
import type { LinkAccess } from '../links/link-access.ts';
import type { Link } from '../links/records.ts';
import { askPlaid } from './ask.ts';
import { CONSENT_REQUIRED } from './failures.ts';

/** A link whose session is renewed. */
export interface Renewed {
  itemId: string;
  token: string;
  addAccounts: boolean;
  /** Whether the person is asked to share transactions. */
  asksConsent: boolean;
}

/** A link as `beginLink` renews it. */
export async function renewedOf(
  access: LinkAccess,
  link: Link,
  { addAccounts }: Pick<Renewed, 'addAccounts'>,
): Promise<Renewed> {
  const asksConsent = link.fault === CONSENT_REQUIRED;
  return { itemId: link.itemId, token: await access.tokenOf(link), addAccounts, asksConsent };
}

interface Session extends StoreItem {
  /** Item whose sign-in is renewed; absent for a new link. */
  itemId?: string | undefined;
}

/** Plaid fetches at most two years of transactions. */
const DAYS_OF_PAST = 730;

/** A link token is valid for four hours; its result can be read for some time after that. */
const SESSION_SECONDS = 6 * 3_600;

const COUNTRIES = new Map<string, CountryCode>(Object.values(CountryCode).map((code) => [code, code]));

/**
 * Begins a session of Plaid Link, in which a person signs in at a bank: on a page with Plaid Link, or on Plaid's own
 * page (`hosted_link_url`). With a link the session renews its sign-in and its consent, and lets the person share more
 * accounts if that is asked for.
 */
export async function beginLink(call: Call, { owner, renewed }: { owner: string; renewed?: Renewed | undefined }) {
  const webhook = call.setting('PLAID_WEBHOOK_URL');
  const begun = await askPlaid(call, (plaid) =>
    plaid.linkTokenCreate({
      client_name: call.setting('PLAID_CLIENT_NAME'),
      language: call.setting('PLAID_LANGUAGE'),
      country_codes: countriesOf(call),
      user: { client_user_id: pseudonymOf({ tenant: call.context.principal.tenant, owner }) },
      hosted_link: {},
      ...(webhook === '' ? {} : { webhook }),
      ...(renewed === undefined
        ? { products: [Products.Transactions], transactions: { days_requested: DAYS_OF_PAST } }
        : {
            access_token: renewed.token,
            ...(renewed.addAccounts ? { update: { account_selection_enabled: true } } : {}),
            ...(renewed.asksConsent ? { additional_consented_products: [Products.Transactions] } : {}),
          }),
    }),
  );
  const expiresAt = Math.floor(Date.now() / 1000) + SESSION_SECONDS;
  const session: Session = { ...sessionKey(owner, begun.data.link_token), expiresAt, itemId: renewed?.itemId };
  await call.store.put(session);
  return begun;
}

/** What a completed session gives: a public token of a new link, or the item whose sign-in was renewed. */
export type Finished = { publicToken: string } | { itemId: string };

/**
 * The result of a completed session.
 * @throws {ManifoldError} E4007 for a session of another person, E4008 if no bank was linked in the session yet
 */
export async function resultOf(
  call: Call,
  { owner, linkToken }: { owner: string; linkToken: string },
): Promise<Finished> {
  const session = await call.store.get<Session>(sessionKey(owner, linkToken));
  if (!session) {
    throw new ManifoldError('E4007', 'You have no session with this "link_token".', {
      details: { field: 'link_token', suggestion: 'Call create_link_token, and use the link_token of its answer.' },
    });
  }
  const { data } = await askPlaid(call, (plaid) => plaid.linkTokenGet({ link_token: linkToken }));
  if (session.itemId !== undefined && data.link_sessions?.some(({ finished_at: ended }) => ended)) {
    return { itemId: session.itemId };
  }
  const added = data.link_sessions?.flatMap(({ results }) => results?.item_add_results ?? []) ?? [];
  const token = added.at(-1)?.public_token;
  if (token !== undefined) return { publicToken: token };
  throw new ManifoldError('E4008', 'The person has not linked a bank in this session yet.', {
    details: {
      field: 'link_token',
      suggestion: 'Let the person open "hosted_link_url" and sign in at the bank, then send the call again.',
    },
  });
}

const sessionKey = (owner: string, linkToken: string) =>
  ownedKey({ owner, kind: 'session', id: createHash('sha256').update(linkToken).digest('hex') });

function countriesOf(call: Call): CountryCode[] {
  return call
    .setting('PLAID_COUNTRIES')
    .split(',')
    .map((each) => {
      const code = COUNTRIES.get(each.trim().toUpperCase());
      if (code !== undefined) return code;
      throw new ManifoldError(
        'E5001',
        `The setting PLAID_COUNTRIES names "${each}", which is not a country that Plaid supports.`,
      );
    });
}
