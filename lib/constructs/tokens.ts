import { Duration, Validations } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import type { Issuer } from '../../schemas/issuer.ts';
import { apiKeyKey, PLATFORM, refreshFamilyKey, revokedSessionKey, revokedTokenKey } from '../../schemas/keys.ts';
import { PLATFORM_ISSUER } from '../../schemas/platform-tokens.ts';
import { bundleFolder } from '../bundles.ts';
import { removalPolicyOf } from '../removal.ts';
import type { Scopes } from '../scopes.ts';
import type { Settings } from '../settings.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
import { alarmOnUnreadableRecords } from './first-alarm.ts';
import { ManifoldFunction } from './manifold-function.ts';

export interface TokensProps {
  readonly settings: Settings;
  readonly tables: Tables;
}

/**
 * The platform's own authorization server: it exchanges API keys for tokens, renews and revokes tokens, and publishes the
 * public keys. Only its role may read and write the private keys. It reads API keys and cannot make them.
 */
export class Tokens extends ManifoldFunction {
  constructor(scope: Construct, id: string, { settings, tables }: TokensProps) {
    super(scope, id, {
      settings,
      service: 'tokens',
      description: 'Signs, renews and revokes tokens of the platform',
      bundle: bundleFolder(scope, 'functions/tokens'),
      memoryMb: 512,
      timeout: Duration.seconds(10),
      environment: {
        ...tableEnvironment(tables, ['identity', 'audit']),
        [ENV.SHOW_TRACES]: String(settings.showTraces),
        [ENV.ALLOWED_ORIGINS]: settings.allowedOrigins.join(','),
        [ENV.FORMER_URLS]: JSON.stringify(settings.formerUrls),
      },
    });
    alarmOnUnreadableRecords(this, { settings, service: 'tokens' });
    const secret = this.signingSecret(settings);
    this.lambda.addEnvironment(ENV.SIGNING_SECRET, secret.secretArn);
    Grant.addToPrincipal({
      grantee: this.role,
      actions: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
      resourceArns: [secret.secretArn],
    });
    const { identity, audit } = tables;
    identity.grantItems(this.role, {
      actions: ['GetItem'],
      leadingKeys: [apiKeyKey('*').pk, refreshFamilyKey('*').pk],
    });
    // A key ends together with the key or client that it was made with.
    identity.grantItems(this.role, {
      actions: ['BatchGetItem'],
      leadingKeys: [apiKeyKey('*').pk, `${PLATFORM}#revoked#*`],
    });
    // One statement, since IAM checks all keys of a transaction against each statement.
    identity.grantItems(this.role, {
      actions: ['PutItem', 'UpdateItem'],
      leadingKeys: [
        refreshFamilyKey('*').pk,
        revokedTokenKey(PLATFORM_ISSUER, '*').pk,
        revokedSessionKey(PLATFORM_ISSUER, '*').pk,
      ],
    });
    audit.grantItems(this.role, { actions: ['PutItem'] });
  }

  /** Sets the issuer of the tokens, which is the URL of the API, and the scopes of the stage. */
  describe({ publicUrl, scopes }: { readonly publicUrl: string; readonly scopes: Scopes }): void {
    this.lambda.addEnvironment(ENV.PUBLIC_URL, publicUrl);
    this.lambda.addEnvironment(ENV.SCOPES, scopes.all.join(' '));
  }

  /**
   * The placeholder must never change: CloudFormation would write a new value over the keys that the function has made
   * since.
   */
  private signingSecret(settings: Settings): Secret {
    const secret = new Secret(this, 'SigningKeys', {
      secretName: `manifold/${settings.stage}/signing-keys`,
      description: 'Keys that sign tokens of the platform, made and rotated by the function that uses them',
      generateSecretString: { secretStringTemplate: '{"keys":[]}', generateStringKey: 'placeholder' },
      removalPolicy: removalPolicyOf(settings),
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SMG4',
      reason:
        'The function rotates the keys by itself every 90 days, and publishes each new one before it signs: a rotation of Secrets Manager knows no such overlap.',
    });
    return secret;
  }
}

/**
 * The platform as one more issuer of tokens.
 * @param publicUrl URL of the API for clients
 */
export function platformIssuer(publicUrl: string, { formerUrls }: Settings): Issuer {
  const former = formerUrls.map(({ url, until }) => ({ resource: `${url}/mcp`, issuer: url, until }));
  return {
    ...(former.length > 0 ? { former } : {}),
    name: PLATFORM_ISSUER,
    issuer: publicUrl,
    audiences: [`${publicUrl}/mcp`],
    algorithms: ['RS256'],
    jwksUri: `${publicUrl}/.well-known/jwks.json`,
    tenant: { claim: 'tenant' },
    rolesClaim: 'roles',
    highestRole: 'admin',
    scopesClaim: 'scope',
    tier: { claim: 'tier', fallback: 'free' },
    facade: 'never',
    resourcePerBundle: true,
    vouchesForPrincipals: true,
  };
}
