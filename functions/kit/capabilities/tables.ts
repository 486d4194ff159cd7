import { ENV } from '../../../schemas/environment.ts';
import { documentClient as client } from '../../core/aws/document-client.ts';
import { requireEnv } from '../../core/environment.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import type { IdentityTable } from '../../platform/identity/revocations.ts';
import type { RegistryTable } from '../../platform/registry/catalogue-repository.ts';

/** The identity table, for a family with the capability `api-keys` (functions/platform/api-keys). */
export const identityTable = (): IdentityTable => ({ client, table: requireEnv(ENV.IDENTITY_TABLE) });

/** The registry table, for a family with the capability `api-keys`, which may read the plans in it. */
export const registryTable = (): RegistryTable => ({ client, table: requireEnv(ENV.REGISTRY_TABLE) });

/** The state table, for a family with the capability `approvals` (functions/platform/approvals). */
export const stateTable = (): StateTable => ({ client, table: requireEnv(ENV.STATE_TABLE) });
