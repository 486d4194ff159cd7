import { defineFamily } from '../../kit/tool/define-family.ts';
import { apiKeys } from './resources/api-keys.ts';
import generateApiKey from './tools/generate-api-key.ts';
import revokeApiKey from './tools/revoke-api-key.ts';
import updateApiKeyPermissions from './tools/update-api-key-permissions.ts';

/** API keys that people make, change and revoke themselves; administrators also have `npm run keys`. */
export default defineFamily({
  name: 'api-keys',
  title: 'API keys',
  version: '1.0.0',
  description: 'Your own API keys: make them, change their permissions, revoke them.',
  capabilities: ['api-keys'],
  tools: [generateApiKey, revokeApiKey, updateApiKeyPermissions],
  resourceTemplates: [apiKeys],
});
