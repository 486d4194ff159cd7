import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import { readLimit } from '../../../kit/family/list-variables.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { PAGE_SIZE } from '../formats/list-variables.ts';
import { accountFacts } from '../links/accounts.ts';
import { statusOf } from '../links/faults.ts';
import { type Account, accountKey, allOf, type Link, linkKey } from '../links/records.ts';
import { modeOf } from '../provider/client.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'banking://{user_id}/accounts{?limit,cursor}';

/** Linked accounts of a person, with the state of each link. */
export const accounts: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'bank-accounts',
    title: 'Linked bank accounts',
    description:
      'Linked bank accounts of a person ("me" for yourself): bank, name, last digits, kind, when transactions were last fetched, and what to do if the bank wants a new sign-in. limit is 1 to 500 (100); cursor is the "next" of the page before.',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {},
  async read(variables, call) {
    const { user_id: owner = '', limit, cursor } = variables;
    const { pk } = accountKey(owner, '');
    const page = await call.store.query<Account>({
      pk,
      sk: { beginsWith: 'account#' },
      limit: readLimit(limit, PAGE_SIZE),
      cursor,
    });
    const links = await allOf<Link>(call.store, { pk, sk: { beginsWith: linkKey(owner, '').sk } });
    const linkOf = new Map(links.map((link) => [link.itemId, link]));
    return jsonContents(expandTemplate(TEMPLATE, variables), {
      accounts: page.items.map((account) => {
        const link = linkOf.get(account.itemId);
        return {
          ...accountFacts(account),
          ...statusOf(link ?? {}),
          linked_at: link?.linkedAt ?? null,
          last_updated: link?.history === 'not_ready' ? null : (link?.syncedAt ?? null),
        };
      }),
      has_more: page.next !== undefined,
      next: page.next,
      mode: modeOf(call),
    });
  },
};
