import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { exactDecimal } from '../formats/amounts.ts';
import { accountFacts } from '../links/accounts.ts';
import { recordFault } from '../links/faults.ts';
import { accessOf, findAccount } from '../links/link-access.ts';
import { askPlaid } from '../provider/ask.ts';
import { modeOf } from '../provider/client.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'banking://{account_id}/balance';

/** The balance of an account, read from the bank each time; it is not stored. */
export const balance: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'bank-balance',
    title: 'Balance of a bank account',
    description:
      'The balance of one of your linked accounts, read from the bank each time. Amounts are decimal text in the unit of "currency". "current" is the booked balance, "available" is what can be spent. For a credit card or a loan, "current" is what is owed.',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {},
  async read({ account_id: id = '' }, call) {
    const owner = call.context.principal.id;
    const { account, link } = await findAccount(call, { id, owner });
    const access = accessOf(call, owner);
    const access_token = await access.tokenOf(link);
    try {
      const { data } = await askPlaid(call, (plaid) =>
        plaid.accountsBalanceGet({ access_token, options: { account_ids: [id] } }),
      );
      const found = data.accounts.find(({ account_id }) => account_id === id);
      if (!found) {
        throw new ManifoldError('E4007', 'The bank no longer has this account.', {
          details: { field: 'account_id' },
        });
      }
      const { available, current, limit, iso_currency_code: iso, unofficial_currency_code: other } = found.balances;
      const text = (value: number | null) => (value === null ? null : exactDecimal(value, iso));
      return jsonContents(expandTemplate(TEMPLATE, { account_id: id }), {
        ...accountFacts(account),
        currency: iso ?? other,
        current: text(current),
        available: text(available),
        limit: text(limit),
        as_of: found.balances.last_updated_datetime ?? new Date().toISOString(),
        mode: modeOf(call),
      });
    } catch (thrown) {
      await recordFault(access, link, thrown);
      throw thrown;
    }
  },
};
