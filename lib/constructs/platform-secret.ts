import { Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { removalPolicyOf } from '../removal.ts';
import type { Settings } from '../settings.ts';

/**
 * The secret of the platform, a JSON object with a random `masterKey` of 64 characters. Other keys, such as those of the
 * argument hash and of sealed request state, are derived from it, each under its own label. `npm run master-key -- rotate`
 * adds versions of it (functions/core/secrets/master-keys.ts).
 */
export class PlatformSecret extends Construct {
  readonly arn: string;
  private readonly secret: Secret;

  constructor(scope: Construct, id: string, { settings }: { readonly settings: Settings }) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      secretName: `manifold/${settings.stage}/platform`,
      description: 'Key of the argument hash and of sealed request state',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'masterKey',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: removalPolicyOf(settings),
    });
    this.arn = this.secret.secretArn;
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SMG4',
      reason:
        'An operator rotates it with npm run master-key: a version has to be known to all instances before it is used.',
    });
  }

  grantRead(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns: [this.arn] });
  }
}
