import { ENV } from '../../../schemas/environment.ts';
import { documentClient as client } from '../aws/document-client.ts';
import type { StateTable } from '../claims/claim-repository.ts';
import { requireEnv } from '../environment.ts';
import type { IdentityTable } from '../identity/revocations.ts';
import type { RegistryTable } from '../registry/catalogue-repository.ts';

/** The identity table, for a family with the capability `api-keys` (functions/runtime/api-keys). */
export const identityTable = (): IdentityTable => ({ client, table: requireEnv(ENV.IDENTITY_TABLE) });

/** The registry table, for a family with the capability `api-keys`: of it, the plans alone. */
export const registryTable = (): RegistryTable => ({ client, table: requireEnv(ENV.REGISTRY_TABLE) });

/** The state table, for a family with the capability `approvals` (functions/runtime/approvals). */
export const stateTable = (): StateTable => ({ client, table: requireEnv(ENV.STATE_TABLE) });
