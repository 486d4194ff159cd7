import { ADMIN_SCOPE, USERS_ACT_SCOPE } from '../../../../schemas/scopes.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { missingScopes } from '../../../core/principal/scopes.ts';
import { hasSecondFactor } from '../../../core/principal/second-factor.ts';
import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'users://{user_id}/permissions';

/**
 * What the credential of this call grants. Roles and scopes come with a credential and are stored nowhere, so those of
 * another person cannot be read, not even by an administrator.
 */
export const permissions: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'user-permissions',
    title: 'Permissions',
    description:
      'Roles, scopes, plan and other rights of the caller ("me") with this credential. Policies may allow less: tools/list shows the tools that you can call, and each refusal says why.',
    mimeType: 'application/json',
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
    completes: [],
  },
  complete: {},
  async read({ user_id: owner = '' }, call) {
    const { principal } = call.context;
    if (owner !== principal.id) {
      throw new ManifoldError('E4007', 'Roles and scopes come with a credential, so only your own can be read.', {
        details: { field: 'user_id', expectedFormat: '"me", or your own id' },
      });
    }
    const { id, tenant, tier, roles, scopes, unattended = false, authTime } = principal;
    const may = (scope: string) => missingScopes([scope], principal).length === 0;
    const text = JSON.stringify({
      user_id: id,
      tenant,
      tier,
      roles,
      scopes,
      effective: {
        every_scope: scopes.includes('*'),
        acts_for_others: may(USERS_ACT_SCOPE),
        administers: may(ADMIN_SCOPE) && roles.includes('admin'),
        confirms_calls: !unattended,
        second_factor: hasSecondFactor(principal),
        signed_in_at: authTime === undefined ? null : new Date(authTime * 1000).toISOString(),
      },
      note: 'A policy may allow less than this. tools/list shows the tools that you can call, and each refusal says why.',
    });
    return [{ uri: expandTemplate(TEMPLATE, { user_id: owner }), mimeType: 'application/json', text }];
  },
};
