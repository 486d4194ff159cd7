import { Grant } from 'aws-cdk-lib/aws-iam';
import { ENV } from '../../schemas/environment.ts';
import { type Capability, TABLES } from '../../schemas/family-manifest.ts';
import { approvalKey, cacheGenerationKey, EPOCH_KEY, PLANS_PK, usageKey } from '../../schemas/keys.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
import { grantHealth } from './grant-health.ts';
import { grantApiKeys } from './identity/grant-api-keys.ts';
import type { SignInClient } from './identity/sign-in-client.ts';
import type { ManifoldFunction } from './manifold-function.ts';
import type { Tokens } from './tokens.ts';

/** The parts of the platform to which families can have access. */
export interface PlatformParts {
  readonly tables: Tables;
  readonly tokens: Tokens;
  /** Names of the families that have providers. */
  readonly providers: readonly string[];
  /** Present if the stage has a user pool and a family that signs people in. */
  readonly signIn?: SignInClient;
}

type Grants = Record<Capability, (family: ManifoldFunction, platform: PlatformParts) => void>;

/** The grants of each capability. docs/families.md describes the capabilities. */
const GRANTS: Grants = {
  'api-keys': (family, { tables }) => {
    name(family, tableEnvironment(tables, ['identity', 'registry']));
    grantApiKeys(tables, family.role);
  },
  'user-directory': (family, { signIn }) => {
    // Signing in with a public client needs no permission: the password is the credential.
    if (!signIn) return;
    name(family, { [ENV.USER_POOL_ID]: signIn.userPoolId, [ENV.USER_POOL_CLIENT_ID]: signIn.clientId });
  },
  'plan-assignments': (family, { tables }) => {
    name(family, tableEnvironment(tables, ['registry']));
    tables.registry.grantItems(family.role, {
      actions: ['PutItem', 'UpdateItem', 'DeleteItem'],
      leadingKeys: [PLANS_PK, EPOCH_KEY.pk],
    });
  },
  usage: (family, { tables }) => {
    name(family, tableEnvironment(tables, ['usage']));
    tables.usage.grantItems(family.role, {
      actions: ['GetItem', 'BatchGetItem', 'Query'],
      leadingKeys: [usageKey('*', '*', '').pk],
    });
  },
  'platform-tokens': (family, { tokens }) => {
    // Not the signing keys: with them a family could make any token for any person.
    const { functionArn } = tokens.lambda;
    name(family, { [ENV.TOKENS_FUNCTION]: functionArn });
    Grant.addToPrincipal({
      grantee: family.role,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [functionArn],
    });
  },
  approvals: (family, { tables }) => {
    name(family, tableEnvironment(tables, ['state']));
    const { pk } = approvalKey('*', '');
    tables.state.grantItems(family.role, { actions: ['GetItem', 'Query'], leadingKeys: [pk] });
  },
  'platform-health': (family, { tables, providers }) => {
    name(family, tableEnvironment(tables, TABLES));
    name(family, { [ENV.PROVIDER_FAMILIES]: providers.join(',') });
    grantHealth(family.role, tables);
  },
  'cache-invalidation': (family, { tables }) => {
    name(family, tableEnvironment(tables, ['state']));
    const generations = (['tool', 'principal', 'event'] as const).map((kind) => cacheGenerationKey('*', kind, '*').pk);
    tables.state.grantItems(family.role, { actions: ['UpdateItem'], leadingKeys: generations });
  },
};

/** Grants a family the capabilities of its manifest. */
export function grantCapabilities(
  family: ManifoldFunction,
  capabilities: readonly Capability[],
  platform: PlatformParts,
): void {
  for (const capability of new Set(capabilities)) GRANTS[capability](family, platform);
}

function name(family: ManifoldFunction, environment: Record<string, string>): void {
  for (const [variable, value] of Object.entries(environment)) family.lambda.addEnvironment(variable, value);
}
