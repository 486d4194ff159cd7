import { Tags, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import { removalPolicyOf } from '../removal.ts';
import type { Settings } from '../settings.ts';

export interface FamilySecretProps {
  readonly settings: Settings;
  readonly manifest: Pick<FamilyManifest, 'name' | 'title' | 'secrets'>;
}

/**
 * The secret of a family: a JSON object with the keys that the manifest names, filled in by an operator after the
 * first deploy.
 *
 * The placeholder is the same for every family: CloudFormation writes a new value whenever the template of a generated secret
 * changes, so with a placeholder for each key a new key in the manifest would erase the operator's credentials.
 */
export class FamilySecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { settings, manifest }: FamilySecretProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      secretName: `manifold/${settings.stage}/${manifest.name}`,
      description: `Credentials of ${manifest.title}, a JSON object of: ${Object.keys(manifest.secrets).sort().join(', ')}`,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ status: 'set-me' }),
        generateStringKey: 'placeholder',
      },
      removalPolicy: removalPolicyOf(settings),
    });
    Tags.of(this.secret).add('manifold:family', manifest.name);
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SMG4',
      reason: 'The provider issues these credentials and has no API to renew them: the operator rotates them.',
    });
  }
}
