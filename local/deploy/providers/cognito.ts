import { arnOf, stableId } from '../../account.ts';
import { newUserPool, type PoolClient, type UserPool } from '../../issuer/user-pool.ts';
import { StartError } from '../../start-error.ts';
import { flag, list, nameOf, number, record, text } from '../properties.ts';
import type { Provider, ResourceInput } from '../provider.ts';

/** The issuer that plays the user pool of the assembly. */
export type UserPools = {
  /** URL of the issuer. */
  url: string;
  play(pool: UserPool): void;
};

const NO_ACCOUNTS = 'the people here are invented, and always there';

/** One Cognito user pool with what belongs to it; the local issuer plays it. */
export function cognitoProviders({ url, play }: UserPools): Record<string, Provider> {
  let pool: UserPool | undefined;
  const current = (id: unknown): UserPool => {
    if (!pool || pool.id !== id) throw new StartError(`The user pool ${id} is not one that the assembly creates.`);
    return pool;
  };
  return {
    'AWS::Cognito::UserPool': {
      properties: ['DeletionProtection', 'LambdaConfig', 'MfaConfiguration'],
      ignored: {
        AccountRecoverySetting: NO_ACCOUNTS,
        AdminCreateUserConfig: NO_ACCOUNTS,
        AutoVerifiedAttributes: NO_ACCOUNTS,
        EmailVerificationMessage: NO_ACCOUNTS,
        EmailVerificationSubject: NO_ACCOUNTS,
        EnabledMfas: NO_ACCOUNTS,
        Policies: NO_ACCOUNTS,
        Schema: NO_ACCOUNTS,
        SmsVerificationMessage: NO_ACCOUNTS,
        UserPoolAddOns: 'threat protection looks at sign-ins over the network',
        UserPoolName: 'text only',
        UserPoolTags: 'no policy reads tags of user pools',
        UserPoolTier: 'nothing is billed',
        UsernameAttributes: NO_ACCOUNTS,
        VerificationMessageTemplate: NO_ACCOUNTS,
      },
      provision({ stack, logicalId, properties }) {
        const path = `${stack}/${logicalId}`;
        const id = `us-east-1_${stableId(path, 9)}`;
        if (pool && pool.id !== id) throw new StartError(`${path} is a second user pool; the local cloud plays one.`);
        const mfaRequired = properties.MfaConfiguration === 'ON';
        pool = { ...newUserPool(id), mfaRequired, ...triggers(path, record(properties.LambdaConfig)) };
        play(pool);
        const attributes = { UserPoolId: id, Arn: arnOf('cognito-idp', `userpool/${id}`), ProviderURL: url };
        return {
          ref: id,
          attributes: { ...attributes, ProviderName: url.replace(/^\w+:\/\//, '') },
          deletionProtection: properties.DeletionProtection === 'ACTIVE',
        };
      },
    },
    'AWS::Cognito::UserPoolDomain': {
      properties: ['UserPoolId', 'Domain'],
      ignored: { ManagedLoginVersion: 'the page here is our own' },
      provision: ({ properties }) => ({ ref: String(properties.Domain), attributes: { CloudFrontDistribution: url } }),
    },
    'AWS::Cognito::UserPoolGroup': {
      properties: ['UserPoolId', 'GroupName'],
      ignored: { Description: 'text only', Precedence: 'no roles of IAM hang on groups' },
      provision({ properties }) {
        current(properties.UserPoolId).groups.push(String(properties.GroupName));
        return { ref: String(properties.GroupName) };
      },
    },
    'AWS::Cognito::UserPoolIdentityProvider': {
      properties: ['UserPoolId', 'ProviderName'],
      ignored: { ProviderType: NO_ACCOUNTS, ProviderDetails: NO_ACCOUNTS, AttributeMapping: NO_ACCOUNTS },
      provision: ({ properties }) => ({ ref: String(properties.ProviderName) }),
    },
    'AWS::Cognito::UserPoolResourceServer': {
      properties: ['UserPoolId', 'Identifier', 'Scopes'],
      ignored: { Name: 'text only' },
      provision({ properties }) {
        const identifier = String(properties.Identifier);
        const { resources, descriptions } = current(properties.UserPoolId);
        const scopes = list(properties.Scopes).map((scope) => {
          const { ScopeName, ScopeDescription } = record(scope);
          descriptions.set(`${identifier}/${ScopeName}`, text(ScopeDescription) ?? '');
          return `${identifier}/${ScopeName}`;
        });
        resources.set(identifier, scopes);
        return { ref: identifier };
      },
    },
    'AWS::Cognito::UserPoolClient': {
      properties: [
        'UserPoolId',
        'GenerateSecret',
        'AllowedOAuthFlows',
        'AllowedOAuthScopes',
        'CallbackURLs',
        'LogoutURLs',
        'AccessTokenValidity',
        'RefreshTokenValidity',
        'TokenValidityUnits',
        'ExplicitAuthFlows',
        'RefreshTokenRotation',
      ],
      ignored: {
        AllowedOAuthFlowsUserPoolClient: 'clients here have no other flows',
        AuthSessionValidity: NO_ACCOUNTS,
        ClientName: 'text only',
        EnableTokenRevocation: 'tokens can be revoked',
        IdTokenValidity: 'no part of the platform reads id tokens',
        PreventUserExistenceErrors: NO_ACCOUNTS,
        ReadAttributes: NO_ACCOUNTS,
        SupportedIdentityProviders: NO_ACCOUNTS,
        WriteAttributes: NO_ACCOUNTS,
      },
      provision(input) {
        const client = clientOf(input);
        current(input.properties.UserPoolId).clients.set(client.id, client);
        return { ref: client.id, attributes: { ClientId: client.id, ClientSecret: client.secret ?? '' } };
      },
    },
    'AWS::Cognito::ManagedLoginBranding': {
      properties: [],
      ignored: { '*': 'the page here is our own' },
      provision: ({ stack, logicalId }) => ({ ref: stableId(`${stack}/${logicalId}`, 16) }),
    },
  };
}

function triggers(path: string, { PreTokenGenerationConfig, ...others }: Record<string, unknown>): Partial<UserPool> {
  const unknown = Object.keys(others).filter((name) => name !== 'PreTokenGeneration');
  if (unknown.length > 0) {
    throw new StartError(`The user pool ${path} has the trigger ${unknown[0]}, which the local cloud does not know.`);
  }
  const { LambdaArn, LambdaVersion } = record(PreTokenGenerationConfig);
  if (LambdaArn === undefined) return {};
  if (LambdaVersion !== 'V2_0') {
    throw new StartError(`The pre token trigger of ${path} is ${LambdaVersion}; the local cloud knows V2_0.`);
  }
  return { preTokenFunction: nameOf(LambdaArn) };
}

const SECONDS: Record<string, number> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

function clientOf({ stack, logicalId, properties }: ResourceInput): PoolClient {
  const path = `${stack}/${logicalId}`;
  const units = record(properties.TokenValidityUnits);
  const rotation = record(properties.RefreshTokenRotation);
  const texts = (value: unknown) => list(value).map(String);
  return {
    id: stableId(path, 26),
    ...(flag(properties.GenerateSecret) ? { secret: stableId(`${path}/secret`, 32) } : {}),
    flows: texts(properties.AllowedOAuthFlows),
    scopes: texts(properties.AllowedOAuthScopes),
    authFlows: texts(properties.ExplicitAuthFlows),
    ...(rotation.Feature === 'ENABLED' ? { rotationGraceSeconds: number(rotation.RetryGracePeriodSeconds, 0) } : {}),
    callbackUrls: texts(properties.CallbackURLs),
    logoutUrls: texts(properties.LogoutURLs),
    accessTokenLifetime: number(properties.AccessTokenValidity, 1) * (SECONDS[text(units.AccessToken) ?? 'hours'] ?? 0),
    refreshTokenLifetime:
      number(properties.RefreshTokenValidity, 30) * (SECONDS[text(units.RefreshToken) ?? 'days'] ?? 0),
  };
}
