import { createHash } from 'node:crypto';
import { CountryCode, Products } from 'plaid';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import { pseudonymOf } from '../../../kit/ownership/pseudonym.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { askPlaid } from './ask.ts';

/** Plaid fetches at most two years of transactions. */
const DAYS_OF_PAST = 730;

/** A link token is valid for four hours; its result can be read for some time after that. */
const SESSION_SECONDS = 6 * 3_600;

const COUNTRIES = new Map<string, CountryCode>(Object.values(CountryCode).map((code) => [code, code]));

/**
 * Begins a session of Plaid Link, in which a person signs in at a bank: on a page with Plaid Link, or on Plaid's own
 * page (`hosted_link_url`). With an access token the session repairs the sign-in of that link.
 */
export async function beginLink(call: Call, { owner, token }: { owner: string; token?: string }) {
  const webhook = call.setting('PLAID_WEBHOOK_URL');
  const begun = await askPlaid(call, (plaid) =>
    plaid.linkTokenCreate({
      client_name: call.setting('PLAID_CLIENT_NAME'),
      language: call.setting('PLAID_LANGUAGE'),
      country_codes: countriesOf(call),
      user: { client_user_id: pseudonymOf({ tenant: call.context.principal.tenant, owner }) },
      hosted_link: {},
      ...(webhook === '' ? {} : { webhook }),
      ...(token === undefined
        ? { products: [Products.Transactions], transactions: { days_requested: DAYS_OF_PAST } }
        : { access_token: token }),
    }),
  );
  const expiresAt = Math.floor(Date.now() / 1000) + SESSION_SECONDS;
  await call.store.put({ ...sessionKey(owner, begun.data.link_token), expiresAt });
  return begun;
}

/**
 * The public token of a completed session.
 * @throws {ManifoldError} E4007 for a session of another person, E4008 if no bank was linked in the session yet
 */
export async function publicTokenOf(call: Call, { owner, linkToken }: { owner: string; linkToken: string }) {
  if (!(await call.store.get(sessionKey(owner, linkToken)))) {
    throw new ManifoldError('E4007', 'You have no session with this "link_token".', {
      details: { field: 'link_token', suggestion: 'Call create_link_token, and use the link_token of its answer.' },
    });
  }
  const { data } = await askPlaid(call, (plaid) => plaid.linkTokenGet({ link_token: linkToken }));
  const added = data.link_sessions?.flatMap(({ results }) => results?.item_add_results ?? []) ?? [];
  const token = added.at(-1)?.public_token;
  if (token !== undefined) return token;
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
