import { ENV } from '../../../schemas/environment.ts';

/** Names of the platform's tables, by the deployed name: spans say `usage`, which is the same in every stage. */
const NAMES = new Map(
  Object.entries({
    registry: ENV.REGISTRY_TABLE,
    identity: ENV.IDENTITY_TABLE,
    usage: ENV.USAGE_TABLE,
    audit: ENV.AUDIT_TABLE,
    state: ENV.STATE_TABLE,
  }).map(([name, variable]) => [process.env[variable], name]),
);

/** The platform's name of a table; undefined for other tables, and for a request to several tables. */
export function tableNamed(deployed: unknown): string | undefined {
  return typeof deployed === 'string' ? NAMES.get(deployed) : undefined;
}
