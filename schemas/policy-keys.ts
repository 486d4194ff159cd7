import { PLATFORM } from './keys.ts';

/** Partition of the policies, roles, grants and lists of a tenant, or of all tenants; one Query loads it. */
export const policiesPk = (tenant: string = PLATFORM) => `${tenant}#policies`;
export const policySk = (id: string) => `policy#${id}`;
export const roleSk = (name: string) => `role#${name}`;
export const grantSk = (id: string) => `grant#${id}`;
export const listSk = (id: string) => `list#${id}`;

/** Earlier versions have their own partition, so that loading the policies does not read them. */
export const historyPk = (tenant: string = PLATFORM) => `${tenant}#policy-history`;
export const historySk = (id: string, version: number) => `${id}#${String(version).padStart(8, '0')}`;
