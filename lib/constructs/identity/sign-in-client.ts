import { Duration } from 'aws-cdk-lib';
import { ClientAttributes, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { UserDirectory } from './user-directory.ts';

/**
 * A public client of the user pool with which a family signs people in through Cognito's API, without a browser. A stage has
 * it only if a family asks for `user-directory` and `passwordSignIn` is on, since an agent sees a password that passes
 * through it.
 */
export class SignInClient extends Construct {
  readonly userPoolId: string;
  readonly clientId: string;

  constructor(scope: Construct, id: string, { directory }: { readonly directory: UserDirectory }) {
    super(scope, id);
    const client = new UserPoolClient(this, 'Client', {
      userPool: directory.pool,
      generateSecret: false,
      authFlows: { userPassword: true },
      disableOAuth: true,
      // A person must not change their own tenant or tier.
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true, fullname: true }),
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      refreshTokenRotationGracePeriod: Duration.seconds(10),
    });
    this.userPoolId = directory.pool.userPoolId;
    this.clientId = client.userPoolClientId;
  }
}
