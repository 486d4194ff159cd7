import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { readProfile } from '../profile/store-profile.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'users://{user_id}/profile';

/** The decrypted profile of a person. The guard of owners has checked that the caller may see it. */
export const profile: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'user-profile',
    title: 'Profile',
    description: 'The profile of a person ("me" for yourself), as update_user_profile has stored it. Personal data.',
    mimeType: 'application/json',
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
    completes: [],
  },
  complete: {},
  async read({ user_id: owner = '' }, call) {
    const { fields, updatedAt = null } = await readProfile(call, owner);
    const text = JSON.stringify({ user_id: owner, profile: fields, updated_at: updatedAt });
    return [{ uri: expandTemplate(TEMPLATE, { user_id: owner }), mimeType: 'application/json', text }];
  },
};
