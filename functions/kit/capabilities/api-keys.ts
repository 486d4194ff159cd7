/**
 * API keys of the caller and of its agents, for a family with the capability `api-keys`: what the platform's own
 * administrators' API does, by the same code.
 */
export { changeApiKeyPermissions } from '../../platform/api-keys/change-api-key.ts';
export { keyCapsOf } from '../../platform/api-keys/key-caps.ts';
export { keyMakerOf } from '../../platform/api-keys/key-maker.ts';
export { keysBelongingTo } from '../../platform/api-keys/key-tree.ts';
export { listApiKeys } from '../../platform/api-keys/list-api-keys.ts';
export { refuseKeyAboveCaller } from '../../platform/api-keys/may-manage-key.ts';
export { draftApiKey } from '../../platform/api-keys/new-api-key.ts';
export { revokeApiKey } from '../../platform/api-keys/revoke-api-key.ts';
export { storeApiKey } from '../../platform/api-keys/store-api-key.ts';
