import { defineFamily } from '../../kit/tool/define-family.ts';
import { apiKeys } from './resources/api-keys.ts';
import generateApiKey from './tools/generate-api-key.ts';
import revokeApiKey from './tools/revoke-api-key.ts';
import updateApiKeyPermissions from './tools/update-api-key-permissions.ts';

/** API keys of people, made, narrowed and ended by themselves; administrators have `npm run keys` beside it. */
export default defineFamily({
  name: 'api-keys',
  title: 'API keys',
  version: '1.0.0',
  description: 'API keys of your own: make them, change what they may do, end them.',
  capabilities: ['api-keys'],
  tools: [generateApiKey, revokeApiKey, updateApiKeyPermissions],
  resourceTemplates: [apiKeys],
});
