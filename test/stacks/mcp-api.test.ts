import { describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { ERROR_CATALOGUE, type ErrorCode } from '../../schemas/errors.ts';
import { synthesize } from './support/synthesize.ts';

const { platform } = synthesize();
const { platform: prod } = synthesize({ stage: 'prod' });

interface Method {
  AuthorizationType: string;
  AuthorizerId?: { Ref: string };
  Integration: { Type: string; ResponseTransferMode?: string; TimeoutInMillis?: number };
}

/** Methods of the API as `POST /mcp`, with their properties. */
function methodsOf(template: Template): Record<string, Method> {
  const resources = template.findResources('AWS::ApiGateway::Resource');
  const pathOf = (id: string | undefined): string => {
    const resource = id === undefined ? undefined : resources[id]?.Properties;
    return resource ? `${pathOf(resource.ParentId.Ref)}/${resource.PathPart}` : '';
  };
  const methods = Object.values(template.findResources('AWS::ApiGateway::Method'));
  return Object.fromEntries(
    methods.map(({ Properties }) => [
      `${Properties.HttpMethod} ${pathOf(Properties.ResourceId.Ref) || '/'}`,
      Properties,
    ]),
  );
}

const methods = methodsOf(platform);
const OPEN = [
  'GET /',
  'POST /mcp/public',
  'GET /health',
  'GET /ready',
  'GET /.well-known/{proxy+}',
  'GET /oauth/{proxy+}',
  'POST /oauth/{proxy+}',
  'ANY /mcp',
  'ANY /mcp/b/{bundle}',
  'ANY /mcp/public',
];
const GUARDED = ['POST /mcp', 'POST /mcp/b/{bundle}'];
const ADMIN = [
  'GET /api/v1/admin/approvals',
  'POST /api/v1/admin/approvals/{id}/decision',
  'GET /api/v1/admin/keys',
  'POST /api/v1/admin/keys',
  'POST /api/v1/admin/keys/{id}/revocation',
  'POST /api/v1/admin/signing-keys/rotation',
];
/** Paths whose requests have their credential in the body, or need none. */
const TOKENS = ['GET /.well-known/jwks.json', 'POST /api/v1/auth/token', 'POST /api/v1/auth/revoke'];

describe('the API', () => {
  it('is regional', () => {
    platform.hasResourceProperties('AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['REGIONAL'] } });
  });

  it('has these methods and no others', () => {
    const preflights = [
      'OPTIONS /.well-known/{proxy+}',
      'OPTIONS /.well-known/jwks.json',
      'OPTIONS /oauth/{proxy+}',
      'OPTIONS /api/v1/auth/token',
      'OPTIONS /api/v1/auth/revoke',
    ];
    expect(Object.keys(methods).sort()).toEqual([...OPEN, ...TOKENS, ...GUARDED, ...ADMIN, ...preflights].sort());
  });

  it.each([...OPEN, ...GUARDED])('streams %s from front for up to 15 minutes', (name) => {
    expect(methods[name]?.Integration).toMatchObject({
      Type: 'AWS_PROXY',
      ResponseTransferMode: 'STREAM',
      TimeoutInMillis: 900_000,
    });
  });

  it.each([...GUARDED, ...ADMIN])('asks the authorizer about %s', (name) => {
    expect(methods[name]?.AuthorizationType).toBe('CUSTOM');
  });

  it.each([...OPEN, ...TOKENS])('has no authorizer for %s', (name) => {
    expect(methods[name]?.AuthorizationType).toBe('NONE');
  });

  it('has no preflight if no origin is allowed', () => {
    expect(Object.keys(methodsOf(prod)).filter((name) => name.startsWith('OPTIONS'))).toEqual([]);
  });
});

describe('the authorizer', () => {
  const AUTHORIZER = 'AWS::ApiGateway::Authorizer';
  const authorizerOf = (name: string) =>
    platform.findResources(AUTHORIZER)[methods[name]?.AuthorizerId?.Ref ?? '']?.Properties;

  it('has the Authorization header as its only source, and its answers are cached as the stage’s settings say', () => {
    platform.hasResourceProperties(AUTHORIZER, {
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 60,
    });
  });

  it('is asked at each request to a bundle, without a credential too', () => {
    const { IdentitySource = '', ...rest } = authorizerOf('POST /mcp/b/{bundle}') ?? {};
    expect([IdentitySource, rest.AuthorizerResultTtlInSeconds]).toEqual(['', 0]);
    expect(authorizerOf('POST /mcp')?.AuthorizerUri).toEqual(rest.AuthorizerUri);
  });
});

describe('the stage', () => {
  it('throttles, logs failures without their data and caches nothing', () => {
    platform.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'dev',
      CacheClusterEnabled: Match.absent(),
      TracingEnabled: true,
      MethodSettings: [
        Match.objectLike({
          LoggingLevel: 'ERROR',
          DataTraceEnabled: false,
          ThrottlingRateLimit: 1000,
          ThrottlingBurstLimit: 2000,
        }),
      ],
    });
  });

  it('writes an access log without bodies, queries, addresses or headers', () => {
    const [stage] = Object.values(platform.findResources('AWS::ApiGateway::Stage'));
    const fields = Object.values(JSON.parse(stage?.Properties.AccessLogSetting.Format));
    expect(fields).toContain('$context.requestId');
    for (const field of fields) expect(field).not.toMatch(/sourceIp|\.path$|query|header|body|authorizer\.principal/i);
  });

  it('is created after the group of its execution log, which API Gateway would create without a retention', () => {
    const [id] = Object.keys(
      platform.findResources('AWS::Logs::LogGroup', {
        Properties: {
          LogGroupName: { 'Fn::Join': ['', ['API-Gateway-Execution-Logs_', Match.anyValue(), '/dev']] },
          RetentionInDays: 7,
        },
      }),
    );
    platform.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([id]) });
  });
});

describe('answers that API Gateway makes itself', () => {
  const RESPONSE = 'AWS::ApiGateway::GatewayResponse';
  const responses = Object.values(platform.findResources(RESPONSE)).map(({ Properties }) => Properties);

  it.each(responses.map(({ ResponseType, ...rest }) => [ResponseType, rest]))(
    '%s has the shape of the catalogue',
    (_, response) => {
      const { error } = JSON.parse(response.ResponseTemplates['application/json']);
      const { name, alias, retryable } = ERROR_CATALOGUE[error.code as ErrorCode];
      expect(error).toMatchObject({ name, alias, retryable, correlationId: '$context.requestId' });
      expect(error.details.suggestion).toMatch(/\.$/);
    },
  );

  it('UNAUTHORIZED says how to get a credential for the main endpoint, and ACCESS_DENIED what the authorizer says', () => {
    const { platform } = synthesize({ environment: { MANIFOLD_PUBLIC_URL: 'https://mcp.example.com' } });
    const header = (ResponseType: string, value: string) =>
      platform.hasResourceProperties(RESPONSE, {
        ResponseType,
        ResponseParameters: { 'gatewayresponse.header.WWW-Authenticate': value },
      });
    header(
      'UNAUTHORIZED',
      '\'Bearer resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource", ' +
        'scope="https://mcp.example.com/mcp/tools:list"\'',
    );
    header('ACCESS_DENIED', 'context.authorizer.challenge');
  });

  it('let pages read them if the stage allows any origin, and else do not', () => {
    const name = 'gatewayresponse.header.Access-Control-Allow-Origin';
    for (const { ResponseParameters } of responses) {
      expect(ResponseParameters).toMatchObject({
        [name]: 'method.request.header.Origin',
        'gatewayresponse.header.Access-Control-Expose-Headers': expect.stringMatching(/^'.*www-authenticate.*'$/),
        'gatewayresponse.header.Vary': "'Origin'",
      });
      expect(ResponseParameters).not.toHaveProperty('gatewayresponse.header.Access-Control-Allow-Credentials');
    }
    const closed = Object.values(prod.findResources(RESPONSE)).map(({ Properties }) => Properties);
    for (const { ResponseParameters = {} } of closed) expect(ResponseParameters).not.toHaveProperty([name]);
  });

  it.each([
    ['MISSING_AUTHENTICATION_TOKEN', '404'],
    ['AUTHORIZER_FAILURE', '503'],
    ['ACCESS_DENIED', '401'],
  ])('%s comes as %s', (ResponseType, StatusCode) => {
    platform.hasResourceProperties(RESPONSE, { ResponseType, StatusCode });
  });
});

describe('a custom domain', () => {
  const domain = { name: 'mcp.example.com', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/example' };
  const { platform } = synthesize({ environment: { MANIFOLD_DOMAIN: JSON.stringify(domain) } });

  it.each(['AWS::ApiGateway::DomainName', 'AWS::ApiGateway::RestApi'])(
    'offers TLS 1.3 and refuses TLS 1.2 without forward secrecy, as %s says',
    (type) => {
      platform.hasResourceProperties(type, {
        SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
        EndpointAccessMode: 'STRICT',
      });
    },
  );

  it('outputs what its DNS record has to point at', () => {
    platform.hasOutput('DomainTarget', { Value: { 'Fn::GetAtt': [Match.anyValue(), 'RegionalDomainName'] } });
    platform.hasOutput('DomainTargetZone', { Value: { 'Fn::GetAtt': [Match.anyValue(), 'RegionalHostedZoneId'] } });
  });

  it('is the only host of the API', () => {
    platform.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
    platform.hasOutput('McpUrl', { Value: 'https://mcp.example.com/mcp' });
  });
});
