import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { LEDGER, synthesize } from './support/synthesize.ts';

const ACCOUNTS = { ...LEDGER, tenantIsolated: false, capabilities: ['user-directory' as const] };
const takesPasswords = { ExplicitAuthFlows: Match.arrayWith(['ALLOW_USER_PASSWORD_AUTH']) };
const stageOf = (stage: 'dev' | 'prod', environment = {}) => synthesize({ stage, environment, manifests: [ACCOUNTS] });
const authorizerOf = ({ platform }: ReturnType<typeof stageOf>) =>
  JSON.stringify(
    platform.findResources('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'authorizer' } } },
    }),
  );

describe('signing in with a password', () => {
  it('has a public client of its own in development, with one flow and rotating refresh tokens', () => {
    const dev = stageOf('dev');
    dev.platform.resourcePropertiesCountIs('AWS::Cognito::UserPoolClient', takesPasswords, 1);
    dev.platform.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      GenerateSecret: false,
      AllowedOAuthFlows: Match.absent(),
      WriteAttributes: ['email', 'name'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
    });
    expect(authorizerOf(dev)).toContain('clientScopes');
  });

  it('is off in production: no client accepts a password, and the family has no client id', () => {
    const prod = stageOf('prod');
    prod.platform.resourcePropertiesCountIs('AWS::Cognito::UserPoolClient', takesPasswords, 0);
    prod.platform.resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      { Environment: { Variables: Match.objectLike({ USER_POOL_CLIENT_ID: Match.anyValue() }) } },
      0,
    );
    expect(authorizerOf(prod)).not.toContain('clientScopes');
  });

  it('is off if no family asks for it', () => {
    const { platform } = synthesize({ manifests: [LEDGER] });
    platform.resourcePropertiesCountIs('AWS::Cognito::UserPoolClient', takesPasswords, 0);
  });
});
