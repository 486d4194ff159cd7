import { Duration, Stack, Tags } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import { isKeyed, type KeyedWebhook, type WebhookRoute } from '../../schemas/webhooks.ts';
import { bundleFolder } from '../bundles.ts';
import { settingsOfFamily } from '../family-settings.ts';
import type { Settings } from '../settings.ts';
import { FamilySecret } from './family-secret.ts';
import { ManifoldFunction } from './manifold-function.ts';

export interface FamilySignaturesProps {
  readonly settings: Settings;
  readonly manifest: FamilyManifest;
  /** ARN of the secret with the family's credentials. */
  readonly credentialsArn: string;
}

/**
 * What the signatures of a family's events are verified with. Shared signing keys are in a secret of their own. Public keys
 * come from the provider's API, which takes the family's credentials: a function fetches them, and answers with nothing
 * else. So the webhook function, which is open to the internet, reads no credentials of a family.
 */
export class FamilySignatures extends Construct {
  private readonly settings: Settings;
  private readonly manifest: FamilyManifest;
  private readonly signingSecretArn: string | undefined;
  private readonly keyFunctions = new Map<string, ManifoldFunction>();

  constructor(scope: Construct, id: string, { settings, manifest, credentialsArn }: FamilySignaturesProps) {
    super(scope, id);
    this.settings = settings;
    this.manifest = manifest;
    const { name, title, signingSecrets, webhooks } = manifest;
    if (Object.keys(signingSecrets).length > 0) {
      const { secret } = new FamilySecret(this, 'SigningKeys', {
        settings,
        name: `${name}/webhooks`,
        holds: `Keys that sign the events of ${title}`,
        keys: Object.keys(signingSecrets),
        tag: { name: 'manifold:signing', value: name },
      });
      this.signingSecretArn = secret.secretArn;
    }
    for (const webhook of webhooks.filter(isKeyed)) {
      this.keyFunctions.set(webhook.source, this.keyFunction(webhook, credentialsArn));
    }
  }

  /** What a route names of a source. */
  proofOf(source: string): Pick<WebhookRoute, 'signingSecretArn' | 'keysFunctionArn'> {
    const keysFunctionArn = this.keyFunctions.get(source)?.lambda.functionArn;
    if (keysFunctionArn !== undefined) return { keysFunctionArn };
    return this.signingSecretArn === undefined ? {} : { signingSecretArn: this.signingSecretArn };
  }

  /** Lets a role read the signing keys, and ask for public keys. */
  grantVerify(role: Role): void {
    if (this.signingSecretArn !== undefined) {
      Grant.addToPrincipal({
        grantee: role,
        actions: ['secretsmanager:GetSecretValue'],
        resourceArns: [this.signingSecretArn],
      });
    }
    for (const { lambda } of this.keyFunctions.values()) {
      Grant.addToPrincipal({
        grantee: role,
        actions: ['lambda:InvokeFunction'],
        resourceArns: [lambda.functionArn],
      });
    }
  }

  private keyFunction(webhook: KeyedWebhook, credentialsArn: string): ManifoldFunction {
    const { name, title } = this.manifest;
    const { [webhook.apiUrlSetting]: apiUrl = '' } = settingsOfFamily(this.manifest, this.settings);
    const keys = new ManifoldFunction(this, `Keys-${webhook.source}`, {
      settings: this.settings,
      service: `webhook-keys-${name}`,
      description: `Fetches the public keys that verify events of ${title}`,
      bundle: bundleFolder(this, 'functions/webhook-keys'),
      memoryMb: 256,
      timeout: Duration.seconds(5),
      environment: {
        [webhook.apiUrlSetting]: apiUrl,
        [ENV.FAMILY_SECRET]: credentialsArn,
        [ENV.KEYED_WEBHOOK]: Stack.of(this).toJsonString(webhook),
      },
    });
    // The stand-in of the provider takes the place of its settings, as it does in the family itself.
    Tags.of(keys.lambda).add('manifold:provider-of', name);
    Grant.addToPrincipal({
      grantee: keys.role,
      actions: ['secretsmanager:GetSecretValue'],
      resourceArns: [credentialsArn],
    });
    return keys;
  }
}
