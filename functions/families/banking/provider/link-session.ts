import { createHash } from 'node:crypto';
import { CountryCode, Products } from 'plaid';
import { ManifoldError } from '../../../runtime/errors/manifold-error.ts';
import type { Call } from '../../../runtime/tool/call.ts';
import { askPlaid } from './ask.ts';

/** The most that Plaid fetches of a bank's past. */
const DAYS_OF_PAST = 730;

const COUNTRIES = new Map<string, CountryCode>(Object.values(CountryCode).map((code) => [code, code]));

/**
 * Begins a session of Plaid Link, in which a person signs in at a bank: on a page of ours, or on Plaid's own
 * (`hosted_link_url`). With an access token it is for the sign-in of that very link.
 */
export async function beginLink(call: Call, { owner, token }: { owner: string; token?: string }) {
  const webhook = call.setting('PLAID_WEBHOOK_URL');
  return askPlaid(call, (plaid) =>
    plaid.linkTokenCreate({
      client_name: call.setting('PLAID_CLIENT_NAME'),
      language: call.setting('PLAID_LANGUAGE'),
      country_codes: countriesOf(call),
      user: { client_user_id: nameTowardsPlaid(call, owner) },
      hosted_link: {},
      ...(webhook === '' ? {} : { webhook }),
      ...(token === undefined
        ? { products: [Products.Transactions], transactions: { days_requested: DAYS_OF_PAST } }
        : { access_token: token }),
    }),
  );
}

function countriesOf(call: Call): CountryCode[] {
  return call
    .setting('PLAID_COUNTRIES')
    .split(',')
    .map((each) => {
      const code = COUNTRIES.get(each.trim().toUpperCase());
      if (code !== undefined) return code;
      throw new ManifoldError('E5001', `The setting PLAID_COUNTRIES names "${each}", which is no country of Plaid's.`);
    });
}

/** A person's name towards Plaid: the same each time, and nothing that can be read back. */
function nameTowardsPlaid({ context }: Call, owner: string): string {
  return createHash('sha256')
    .update(JSON.stringify([context.principal.tenant, owner]))
    .digest('hex')
    .slice(0, 40);
}
