import { Duration } from 'aws-cdk-lib';
import {
  CfnManagedLoginBranding,
  ClientAttributes,
  OAuthScope,
  ResourceServerScope,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Scopes } from '../../scopes.ts';
import type { CognitoSetting } from '../../settings/identity.ts';
import type { UserDirectory } from './user-directory.ts';

export interface ApiClientsProps {
  readonly directory: UserDirectory;
  readonly cognito: CognitoSetting;
  /** Identifier of the API for Cognito, which becomes the `aud` of tokens (RFC 8707) and the prefix of its scopes. */
  readonly resource: string;
  readonly scopes: Scopes;
}

/**
 * The API as a resource server of the user pool, with a public client for people (authorization code, PKCE) and one for
 * machines (client credentials). Access tokens last an hour, refresh tokens 30 days and one use.
 */
export class ApiClients extends Construct {
  readonly publicClientId: string;
  readonly machineClientId: string;

  constructor(scope: Construct, id: string, { directory, cognito, resource, scopes }: ApiClientsProps) {
    super(scope, id);
    const { pool } = directory;
    const defined = new Map(
      scopes.all.map((name) => [
        name,
        new ResourceServerScope({ scopeName: name, scopeDescription: scopes.describe(name) }),
      ]),
    );
    const server = new UserPoolResourceServer(this, 'Resource', {
      userPool: pool,
      identifier: resource,
      userPoolResourceServerName: 'MCP endpoint',
      scopes: [...defined.values()],
    });
    const oauth = (names: readonly string[]) =>
      names.flatMap((name) => {
        const scope = defined.get(name);
        return scope ? [OAuthScope.resourceServer(server, scope)] : [];
      });
    const people = new UserPoolClient(this, 'Public', {
      userPool: pool,
      generateSecret: false,
      // Named, since Cognito's defaults include renewal by InitiateAuth, which it refuses together with token rotation.
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        // A person cannot ask for scopes that require a role: the pre-token trigger adds them.
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE, ...oauth(scopes.requestable)],
        callbackUrls: [...cognito.callbackUrls],
        logoutUrls: [...cognito.logoutUrls],
      },
      supportedIdentityProviders: [
        UserPoolClientIdentityProvider.COGNITO,
        ...directory.providers.map((name) => UserPoolClientIdentityProvider.custom(name)),
      ],
      // A person must not change their own tenant or tier.
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true, fullname: true }),
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      refreshTokenRotationGracePeriod: Duration.seconds(10),
    });
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: pool.userPoolId,
      clientId: people.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    const machine = new UserPoolClient(this, 'Machine', {
      userPool: pool,
      generateSecret: true,
      oAuth: { flows: { clientCredentials: true }, scopes: oauth(scopes.reading) },
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
    });
    this.publicClientId = people.userPoolClientId;
    this.machineClientId = machine.userPoolClientId;
  }
}
