import type { Role } from 'aws-cdk-lib/aws-iam';
import { TABLES } from '../../schemas/family-manifest.ts';
import { breakerKey } from '../../schemas/keys.ts';
import type { Tables } from '../tables.ts';

/** Lets a role see whether every table answers, and the circuit breakers of all families. */
export function grantHealth(role: Role, tables: Tables): void {
  for (const table of TABLES) tables[table].grantHealthProbe(role);
  tables.state.grantItems(role, { actions: ['Query'], leadingKeys: [breakerKey('*', '').pk] });
}
