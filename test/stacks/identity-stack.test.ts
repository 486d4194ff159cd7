import { describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { loadManifests } from '../../lib/families.ts';
import { ROLES_OF_SCOPES, requiresRole } from '../../schemas/role-scopes.ts';
import { LEDGER, synthesize } from './support/synthesize.ts';

const API_URL = 'https://mcp.example.com';
const MANIFESTS = await loadManifests();

const dev = synthesize({ environment: { MANIFOLD_PUBLIC_URL: 'https://mcp.example.com' } });
const prod = synthesize({ stage: 'prod' });

const identityOf = ({ identity }: { identity?: Template }): Template => {
  if (!identity) throw new Error('The stage has no user pool.');
  return identity;
};
const environmentOf = (service: string, platform = dev.platform) =>
  Object.values(
    platform.findResources('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: service } } },
    }),
  )[0]?.Properties.Environment.Variables;

describe('the user pool', () => {
  it.each([
    ['dev', identityOf(dev)],
    ['prod', identityOf(prod)],
  ])('of %s requires a one-time password and accounts that an administrator made', (_, template) => {
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Policies: { PasswordPolicy: Match.objectLike({ MinimumLength: 12 }) },
    });
  });

  it('of production has threat protection and deletion protection', () => {
    identityOf(prod).hasResourceProperties('AWS::Cognito::UserPool', {
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
      DeletionProtection: 'ACTIVE',
    });
  });

  it('has a group for each role', () => {
    const groups = Object.values(identityOf(dev).findResources('AWS::Cognito::UserPoolGroup'));
    expect(groups.map(({ Properties }) => Properties.GroupName).sort()).toEqual([
      'admin',
      'developer',
      'operator',
      'user',
    ]);
  });

  it('calls the trigger that may change access tokens', () => {
    identityOf(dev).hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0' } },
    });
    identityOf(dev).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ MFA_REQUIRED: 'true' }) },
    });
  });

  it('signs people in from a SAML directory that the stage names', () => {
    const cognito = {
      featurePlan: 'essentials',
      mfa: 'required',
      callbackUrls: ['http://localhost:3334/oauth/callback'],
      logoutUrls: [],
      saml: [{ name: 'Corporate', metadataUrl: 'https://idp.example.com/metadata', tenant: 'acme' }],
      highestRole: 'developer',
      tier: 'free',
      machine: { roles: ['user'], tenant: 'agents' },
    };
    const stage = synthesize({ environment: { MANIFOLD_COGNITO: JSON.stringify(cognito) } });
    identityOf(stage).hasResourceProperties('AWS::Cognito::UserPoolIdentityProvider', {
      ProviderType: 'SAML',
      ProviderName: 'Corporate',
      ProviderDetails: Match.objectLike({ MetadataURL: 'https://idp.example.com/metadata' }),
    });
    stage.platform.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      SupportedIdentityProviders: ['COGNITO', Match.anyValue()],
    });
  });

  it('has only clients whose sign-in flows go together with the rotation of their refresh tokens', () => {
    const { platform } = synthesize({ stage: 'prod', environment: {} });
    const clients = Object.values(platform.findResources('AWS::Cognito::UserPoolClient'));
    const rotating = clients.filter(({ Properties }) => Properties.RefreshTokenRotation?.Feature === 'ENABLED');
    expect(rotating.length).toBeGreaterThan(0);
    for (const { Properties } of rotating) {
      expect(Properties.ExplicitAuthFlows).toEqual(expect.arrayContaining([expect.stringMatching(/^ALLOW_USER_/)]));
      expect(Properties.ExplicitAuthFlows).not.toContain('ALLOW_REFRESH_TOKEN_AUTH');
    }
  });

  it('is left out if the stage has none', () => {
    const bare = synthesize({ environment: { MANIFOLD_COGNITO: 'none' } });
    expect(bare.identity).toBeUndefined();
    expect(bare.platform.findResources('AWS::Cognito::UserPoolClient')).toEqual({});
  });
});

describe('the API in the user pool', () => {
  it("is a resource server by its URL, with every scope that a family or the administrators' API requires", () => {
    const scoped = { ...LEDGER, tools: LEDGER.tools.map((tool) => ({ ...tool, requiredScopes: ['ledger:write'] })) };
    const environment = { MANIFOLD_PUBLIC_URL: 'https://mcp.example.com' };
    synthesize({ environment, manifests: [scoped] }).platform.hasResourceProperties(
      'AWS::Cognito::UserPoolResourceServer',
      {
        Identifier: 'https://mcp.example.com/mcp',
        Scopes: [
          Match.objectLike({ ScopeName: 'admin' }),
          Match.objectLike({ ScopeName: 'approvals:decide' }),
          Match.objectLike({ ScopeName: 'ledger:write' }),
          Match.objectLike({ ScopeName: 'tools:list' }),
        ],
      },
    );
  });

  it('has a public client for the code flow, whose people cannot choose their tenant or tier', () => {
    dev.platform.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      WriteAttributes: ['email', 'name'],
      RefreshTokenRotation: Match.objectLike({ Feature: 'ENABLED' }),
    });
  });

  it('defines scopes that require a role, and lets no client ask for them', () => {
    const { platform } = synthesize({ environment: { MANIFOLD_PUBLIC_URL: API_URL }, manifests: MANIFESTS });
    const [server] = Object.values(platform.findResources('AWS::Cognito::UserPoolResourceServer'));
    const defined = server?.Properties.Scopes.map(({ ScopeName }: { ScopeName: string }) => ScopeName);
    const taking = Object.keys(ROLES_OF_SCOPES);
    expect(defined).toEqual(expect.arrayContaining([...taking, 'payments:write', 'payments:read']));
    const clients = Object.values(platform.findResources('AWS::Cognito::UserPoolClient'));
    const asked = clients.map(({ Properties }) => JSON.stringify(Properties.AllowedOAuthScopes ?? []));
    expect(asked.filter((scopes) => scopes.includes('/payments:write'))).toHaveLength(1);
    for (const scope of taking) expect([scope, asked.filter((one) => one.includes(`/${scope}"`))]).toEqual([scope, []]);
  });

  it.each([
    ['by default', {}],
    ['with the setting signInScopes', { MANIFOLD_SIGN_IN_SCOPES: 'kyc:*,payments:read' }],
  ])('lets the public client request exactly what the first challenge and the metadata name, %s', (_case, setting) => {
    const environment = { MANIFOLD_PUBLIC_URL: API_URL, ...setting };
    const { platform } = synthesize({ environment, manifests: MANIFESTS });
    const clients = Object.values(platform.findResources('AWS::Cognito::UserPoolClient'));
    const people = clients.find(({ Properties }) => Properties.AllowedOAuthFlows?.includes('code'));
    const allowed = ((people?.Properties.AllowedOAuthScopes ?? []) as unknown[])
      .flatMap((scope) => /\/([\w:-]+)"/.exec(JSON.stringify(scope))?.[1] ?? [])
      .sort();
    const [response] = Object.values(
      platform.findResources('AWS::ApiGateway::GatewayResponse', { Properties: { ResponseType: 'UNAUTHORIZED' } }),
    );
    const header: string = response?.Properties.ResponseParameters['gatewayresponse.header.WWW-Authenticate'];
    const challenged = / scope="([^"]+)"/.exec(header)?.[1]?.split(' ') ?? [];
    const [front] = Object.values(
      platform.findResources('AWS::Lambda::Function', {
        Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'front' } } },
      }),
    );
    expect(allowed).toContain('payments:read');
    expect(allowed.includes('payments:write')).toBe(Object.keys(setting).length === 0);
    expect(challenged.map((scope) => scope.replace(`${API_URL}/mcp/`, '')).sort()).toEqual(allowed);
    expect(front?.Properties.Environment.Variables.SCOPES_SUPPORTED.split(' ').sort()).toEqual(allowed);
  });

  it('publishes no scope that requires a role', () => {
    const told = environmentOf('front').SCOPES_SUPPORTED.split(' ');
    expect(told).toContain('tools:list');
    expect(told.filter((scope: string) => requiresRole(scope))).toEqual([]);
  });

  it('accepts scopes of roles from the user pool, which only its trigger adds', () => {
    expect(JSON.stringify(environmentOf('authorizer').ISSUERS)).toContain('payments:refund');
  });

  it('has a client for machines with a secret and no other flow', () => {
    dev.platform.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: true,
      AllowedOAuthFlows: ['client_credentials'],
    });
  });
});

describe('the issuers of a stage', () => {
  /** The issuers in the environment of a function, with each reference as the word `reference`. */
  const issuersOf = (service: string, platform = dev.platform) => {
    const [, parts] = environmentOf(service, platform).ISSUERS['Fn::Join'] as [string, unknown[]];
    return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'reference')).join(''));
  };

  it('have the former URLs of the API as audiences that end', () => {
    const formerUrls = [{ url: 'https://old.example.com', until: '2027-11-30' }];
    const corporate = {
      name: 'corporate',
      issuer: 'https://idp.example.com',
      algorithms: ['RS256'],
      tenant: { fixed: 'acme' },
      rolesClaim: 'roles',
      highestRole: 'developer',
      scopesClaim: 'scope',
      tier: { fallback: 'team' },
      facade: 'auto',
      resourcePerBundle: true,
    };
    const named = { ...corporate, name: 'partner', audiences: ['api://own'] };
    const environment = {
      MANIFOLD_PUBLIC_URL: API_URL,
      MANIFOLD_FORMER_URLS: JSON.stringify(formerUrls),
      MANIFOLD_ISSUERS: JSON.stringify([corporate, named]),
    };
    const { platform } = synthesize({ environment });
    const former = { resource: 'https://old.example.com/mcp', until: '2027-11-30' };
    const issuers = issuersOf('authorizer', platform);
    expect(issuers.map((issuer: { former?: unknown }) => issuer.former)).toEqual([
      [former],
      [former],
      undefined,
      [{ ...former, issuer: 'https://old.example.com' }],
    ]);
    expect(JSON.parse(environmentOf('tokens', platform).FORMER_URLS)).toEqual(formerUrls);
  });

  it('are the same for authorizer and front', () => {
    expect(issuersOf('front')).toEqual([expect.objectContaining({ rolesClaim: 'cognito:groups' })]);
    expect(issuersOf('authorizer').slice(0, -1)).toEqual(issuersOf('front'));
    expect(environmentOf('front')).toMatchObject({ PUBLIC_URL: 'https://mcp.example.com' });
  });

  it('include the platform for the authorizer alone, since people cannot sign in with it', () => {
    expect(issuersOf('authorizer').at(-1)).toMatchObject({
      name: 'platform',
      issuer: 'https://mcp.example.com',
      audiences: ['https://mcp.example.com/mcp'],
      jwksUri: 'https://mcp.example.com/.well-known/jwks.json',
      vouchesForPrincipals: true,
    });
    expect(environmentOf('tokens')).toMatchObject({ PUBLIC_URL: 'https://mcp.example.com' });
  });
});
