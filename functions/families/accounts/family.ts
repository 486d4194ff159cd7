import { defineFamily } from '../../kit/tool/define-family.ts';
import { permissions } from './resources/permissions.ts';
import { profile } from './resources/profile.ts';
import authenticateUser from './tools/authenticate-user.ts';
import refreshToken from './tools/refresh-token.ts';
import updateUserProfile from './tools/update-user-profile.ts';

/** People of the stage: signing in without a browser, their profile, and what they may do. */
export default defineFamily({
  name: 'accounts',
  title: 'Accounts',
  version: '1.0.0',
  description: 'Sign-in for clients without a browser, profiles of people, and what they may do.',
  store: { indexes: [] },
  fieldEncryption: true,
  capabilities: ['user-directory'],
  tools: [authenticateUser, refreshToken, updateUserProfile],
  resourceTemplates: [profile, permissions],
});
