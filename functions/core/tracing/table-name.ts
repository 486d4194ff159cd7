import { ENV } from '../../../schemas/environment.ts';

/** Tables by the name that CloudFormation gave them: spans say `usage`, which is shorter and the same in every stage. */
const NAMES = new Map(
  Object.entries({
    registry: ENV.REGISTRY_TABLE,
    identity: ENV.IDENTITY_TABLE,
    usage: ENV.USAGE_TABLE,
    audit: ENV.AUDIT_TABLE,
    state: ENV.STATE_TABLE,
  }).map(([name, variable]) => [process.env[variable], name]),
);

/** The platform's own name of a table; undefined where it has none, or where a request has several tables. */
export function tableNamed(deployed: unknown): string | undefined {
  return typeof deployed === 'string' ? NAMES.get(deployed) : undefined;
}
