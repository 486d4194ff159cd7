import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import { Admin } from '../constructs/admin.ts';
import { Authorizer } from '../constructs/authorizer.ts';
import { CacheRenewer } from '../constructs/cache-renewer.ts';
import type { FamilyStore } from '../constructs/family-store.ts';
import { Front } from '../constructs/front.ts';
import { ApiClients } from '../constructs/identity/api-clients.ts';
import { issuersOf } from '../constructs/identity/issuers.ts';
import { SignInClient } from '../constructs/identity/sign-in-client.ts';
import type { UserDirectory } from '../constructs/identity/user-directory.ts';
import { McpApi } from '../constructs/mcp-api/mcp-api.ts';
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
  /** What families keep, by the name of the family. */
  readonly stores: ReadonlyMap<string, FamilyStore>;
  readonly manifests: readonly FamilyManifest[];
  /** The user pool, where the stage has one. */
  readonly directory?: UserDirectory;
  /** The Valkey cache, where the stage has one. */
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
    { settings, tables, stores, manifests, directory, cache, ...props }: PlatformStackProps,
  ) {
    super(scope, id, props);
    refuseUnknownFamilies(manifests, settings);
    const tokens = new Tokens(this, 'Tokens', { settings, tables });
    const { cognito } = settings;
    const passwordSignIn = cognito?.passwordSignIn ?? 'off';
    const signsIn = manifests.some(({ capabilities }) => capabilities.includes('user-directory'));
    const signIn =
      directory && signsIn && passwordSignIn !== 'off' ? new SignInClient(this, 'SignIn', { directory }) : undefined;
    const families = manifests.map((manifest) => {
      const platform = { tables, tokens, signIn };
      const store = stores.get(manifest.name);
      return new ToolFamily(this, `Family-${manifest.name}`, { settings, manifest, platform, store });
    });
    const receiving = families.filter(({ webhookRoutes }) => webhookRoutes.length > 0);
    const webhooks =
      receiving.length > 0 ? new Webhooks(this, 'Webhooks', { settings, tables, families: receiving }) : undefined;
    const secret = new PlatformSecret(this, 'PlatformSecret', { settings });
    const taskRunner = new TaskRunner(this, 'TaskRunner', { settings, tables, secret, families });
    const renewer = new CacheRenewer(this, 'CacheRenewer', { settings, tables, secret, families, cache });
    const front = new Front(this, 'Front', { settings, tables, secret, families, taskRunner, renewer, cache });
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
    // The platform signs nobody in, so clients are not told of it; its tokens are taken like others.
    authorizer.trust([...issuers, platformIssuer(api.url)]);
    tokens.describe({ publicUrl: api.url, scopes });
    front.describe({ issuers, scopes, publicUrl: api.url });
    api.challenge({ scopes: scopes.requestable, prefix: issuers[0]?.scopePrefix });
    new RegistrySeeder(this, 'RegistrySeeder', {
      settings,
      tables,
      manifests,
      targets: families.map((family) => family.target),
    });
    new CfnOutput(this, 'McpUrl', { value: `${api.url}/mcp`, description: 'URL to give to MCP clients' });
  }
}
