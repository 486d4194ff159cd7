import { Tags, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { removalPolicyOf } from '../removal.ts';
import type { Settings } from '../settings.ts';

export interface FamilySecretProps {
  readonly settings: Settings;
  /** Name under `manifold/<stage>/`. */
  readonly name: string;
  /** What the secret holds, for the console. */
  readonly holds: string;
  /** Keys of the JSON object. */
  readonly keys: readonly string[];
  readonly tag: { readonly name: string; readonly value: string };
}

/**
 * A secret that an operator fills in after the first deploy: a JSON object with the keys that a manifest names.
 *
 * The placeholder is the same for every family: CloudFormation writes a new value whenever the template of a generated secret
 * changes, so with a placeholder for each key a new key in the manifest would erase the operator's credentials.
 */
export class FamilySecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { settings, name, holds, keys, tag }: FamilySecretProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      secretName: `manifold/${settings.stage}/${name}`,
      description: `${holds}, a JSON object of: ${[...keys].sort().join(', ')}`,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ status: 'set-me' }),
        generateStringKey: 'placeholder',
      },
      removalPolicy: removalPolicyOf(settings),
    });
    Tags.of(this.secret).add(tag.name, tag.value);
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SMG4',
      reason: 'The provider issues these credentials and has no API to renew them: the operator rotates them.',
    });
  }
}
