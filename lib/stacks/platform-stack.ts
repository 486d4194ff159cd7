import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type FamilyManifest, usesBreaker } from '../../schemas/family-manifest.ts';
import { spelledFor } from '../../schemas/issuer.ts';
import { Admin } from '../constructs/admin.ts';
import { Authorizer } from '../constructs/authorizer.ts';
import { CacheRenewer } from '../constructs/cache-renewer.ts';
import type { FamilyStore } from '../constructs/family-store.ts';
import { Front } from '../constructs/front.ts';
import { ApiClients } from '../constructs/identity/api-clients.ts';
import { issuersOf } from '../constructs/identity/issuers.ts';
import { SignInClient } from '../constructs/identity/sign-in-client.ts';
import type { UserDirectory } from '../constructs/identity/user-directory.ts';
import { IssuerReader } from '../constructs/issuer-reader.ts';
import { McpApi } from '../constructs/mcp-api/mcp-api.ts';
import { ExistingNetwork } from '../constructs/network/existing-network.ts';
import type { StageNetwork } from '../constructs/network/stage-network.ts';
import { PlatformSecret } from '../constructs/platform-secret.ts';
import { RegistrySeeder } from '../constructs/registry-seeder.ts';
import type { ResponseCache } from '../constructs/response-cache.ts';
import { TaskRunner } from '../constructs/task-runner.ts';
import { platformIssuer, Tokens } from '../constructs/tokens.ts';
import { ToolFamily } from '../constructs/tool-family.ts';
import { Webhooks } from '../constructs/webhooks.ts';
import { refuseUnknownFamilies } from '../family-settings.ts';
import { scopesOf, scopesOfPasswords } from '../scopes.ts';
import type { Settings } from '../settings.ts';
import type { Tables } from '../tables.ts';

export interface PlatformStackProps extends StackProps {
  readonly settings: Settings;
  readonly tables: Tables;
  /** Tables and keys of families, by the name of the family. */
  readonly stores: ReadonlyMap<string, FamilyStore>;
  readonly manifests: readonly FamilyManifest[];
  /** The user pool, if the stage has one. */
  readonly directory?: UserDirectory;
  /** The private network that another stack of the stage made. */
  readonly network?: StageNetwork;
  /** The Valkey cache, if the stage has one. */
  readonly cache?: ResponseCache;
}

/**
 * API, front and families in one stack: between two stacks, front's would import each family's ARN, and
 * CloudFormation refuses to remove what another stack imports.
 */
export class PlatformStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { settings, tables, stores, manifests, directory, network, cache, ...props }: PlatformStackProps,
  ) {
    super(scope, id, props);
    refuseUnknownFamilies(manifests, settings);
    const tokens = new Tokens(this, 'Tokens', { settings, tables });
    const { cognito } = settings;
    const passwordSignIn = cognito?.passwordSignIn ?? 'off';
    const signsIn = manifests.some(({ capabilities }) => capabilities.includes('user-directory'));
    const signIn =
      directory && signsIn && passwordSignIn !== 'off' ? new SignInClient(this, 'SignIn', { directory }) : undefined;
    const familyNetwork = networkOfFamilies(this, settings, network);
    const providers = manifests.filter(usesBreaker).map(({ name }) => name);
    const families = manifests.map((manifest) => {
      const platform = { tables, tokens, providers, signIn };
      const store = stores.get(manifest.name);
      const props = { settings, manifest, platform, store, network: familyNetwork };
      return new ToolFamily(this, `Family-${manifest.name}`, props);
    });
    const receiving = families.filter(({ webhookRoutes }) => webhookRoutes.length > 0);
    const webhooks =
      receiving.length > 0 ? new Webhooks(this, 'Webhooks', { settings, tables, families: receiving }) : undefined;
    const secret = new PlatformSecret(this, 'PlatformSecret', { settings });
    const taskRunner = new TaskRunner(this, 'TaskRunner', { settings, tables, secret, families });
    const renewer = new CacheRenewer(this, 'CacheRenewer', { settings, tables, secret, families, cache });
    const issuerReader = new IssuerReader(this, 'IssuerReader', { settings });
    const work = { families, providers, taskRunner, renewer, issuerReader };
    const front = new Front(this, 'Front', { settings, tables, secret, cache, ...work });
    const scopes = scopesOf(manifests, settings.signInScopes);
    const admin = new Admin(this, 'Admin', { settings, tables, scopes });
    const authorizer = new Authorizer(this, 'Authorizer', { settings, tables });
    const api = new McpApi(this, 'McpApi', {
      settings,
      front: front.lambda,
      admin: admin.lambda,
      tokens: tokens.lambda,
      webhooks: webhooks?.lambda,
      authorizer: authorizer.requestAuthorizer,
      bundleAuthorizer: authorizer.bundleAuthorizer,
    });
    const resource = `${api.url}/mcp`;
    const passwords = signIn && { clientId: signIn.clientId, scopes: scopesOfPasswords(scopes, passwordSignIn) };
    const own =
      directory && cognito
        ? {
            directory,
            cognito,
            clients: new ApiClients(this, 'Clients', { directory, cognito, resource, scopes }),
            passwords,
          }
        : undefined;
    const issuers = issuersOf(settings, resource, own);
    // The platform issues tokens only for API keys, so front does not offer it as an issuer to sign in with.
    authorizer.describe({ issuers: [...issuers, platformIssuer(api.url, settings)], scopes, publicUrl: api.url });
    issuerReader.describe(issuers);
    tokens.describe({ publicUrl: api.url, scopes });
    front.describe({ issuers, scopes, publicUrl: api.url });
    api.challenge(spelledFor(issuers[0], scopes.requestable).join(' '));
    new RegistrySeeder(this, 'RegistrySeeder', {
      settings,
      tables,
      manifests,
      targets: families.map((family) => family.target),
    });
    new CfnOutput(this, 'McpUrl', { value: `${api.url}/mcp`, description: 'URL to give to MCP clients' });
  }
}

/** The network for families that ask for the VPC. A network that only the cache brought along is not for them. */
function networkOfFamilies(
  scope: Construct,
  { network }: Settings,
  made: StageNetwork | undefined,
): StageNetwork | undefined {
  if (network.kind === 'none') return undefined;
  if (made) return made;
  return network.kind === 'existing' ? new ExistingNetwork(scope, 'Network', network) : undefined;
}
