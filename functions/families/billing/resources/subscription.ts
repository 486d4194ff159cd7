import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import { modeOfKey } from '../../../kit/stripe/client.ts';
import { findCustomer } from '../../../kit/stripe/customer.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { entitlementOf } from '../entitlement/entitlement.ts';
import { noticesOf } from '../entitlement/notices.ts';
import { bestOf, subscriptionFacts, subscriptionsOf } from '../provider/subscription.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'billing://{user_id}/subscription';

/** The subscription of a person: the one in effect, or else the one that was made last. */
export const subscription: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'subscription',
    title: 'Subscription',
    description:
      'The subscription of a person ("me" for yourself): plan, price, end of the period that is paid, when it ends; the tier that the platform grants for it; and the latest events of invoices and disputes.',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {},
  async read(variables, call) {
    const { user_id: owner = '' } = variables;
    const mode = await modeOfKey(call);
    const customer = await findCustomer(call, owner);
    const all = customer === undefined ? [] : await subscriptionsOf(call, customer);
    const shown = bestOf(all) ?? all[0];
    const entitlement = await entitlementOf(call.store, owner);
    return jsonContents(expandTemplate(TEMPLATE, variables), {
      subscription: shown ? subscriptionFacts(shown) : null,
      granted_tier: entitlement?.tier ?? null,
      notices: await noticesOf(call.store, owner),
      mode,
    });
  },
};
