import { describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { ERROR_CATALOGUE, type ErrorCode } from '../../schemas/errors.ts';
import { synthesize } from './support/synthesize.ts';

const { platform } = synthesize();
const { platform: prod } = synthesize({ stage: 'prod' });

interface Method {
  AuthorizationType: string;
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
/** Whoever asks for these brings a credential in the request itself, or wants public keys. */
const TOKENS = ['GET /.well-known/jwks.json', 'POST /api/v1/auth/token', 'POST /api/v1/auth/revoke'];
const PATHS = ['/mcp', '/mcp/b/{bundle}', '/mcp/public'];

describe('the API', () => {
  it('is regional', () => {
    platform.hasResourceProperties('AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['REGIONAL'] } });
  });

  it('has these methods and no other', () => {
    const preflights = ['OPTIONS /.well-known/{proxy+}', 'OPTIONS /oauth/{proxy+}'];
    const refusals = PATHS.flatMap((path) => [`GET ${path}`, `DELETE ${path}`, `OPTIONS ${path}`]);
    expect(Object.keys(methods).sort()).toEqual(
      [...OPEN, ...TOKENS, ...GUARDED, ...ADMIN, ...preflights, ...refusals].sort(),
    );
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

  it.each([...OPEN, ...TOKENS])('asks nobody about %s', (name) => {
    expect(methods[name]?.AuthorizationType).toBe('NONE');
  });

  it.each(PATHS.flatMap((path) => [`GET ${path}`, `DELETE ${path}`]))('answers %s with 405 by itself', (name) => {
    expect(methods[name]).toMatchObject({
      AuthorizationType: 'NONE',
      Integration: {
        Type: 'MOCK',
        IntegrationResponses: [
          {
            StatusCode: '405',
            ResponseParameters: { 'method.response.header.Allow': "'POST'" },
            ResponseTemplates: { 'application/json': expect.stringContaining('"jsonrpc":"2.0"') },
          },
        ],
      },
    });
  });

  it('lets no preflight through where no origin is allowed', () => {
    expect(Object.keys(methodsOf(prod)).filter((name) => name.startsWith('OPTIONS'))).toEqual([]);
  });
});

describe('the authorizer', () => {
  it('is asked by the Authorization header alone, and its answer kept for the stage’s time', () => {
    platform.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 60,
    });
  });
});

describe('the stage', () => {
  it('throttles, logs failures without their data, caches nothing', () => {
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

  it('starts after the group of its execution log, which else would be kept for ever', () => {
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

describe('answers that the gateway makes', () => {
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

  it.each(['UNAUTHORIZED', 'ACCESS_DENIED'])('%s tells where to find out how to get a credential', (type) => {
    const { platform } = synthesize({ environment: { MANIFOLD_PUBLIC_URL: 'https://mcp.example.com' } });
    platform.hasResourceProperties(RESPONSE, {
      ResponseType: type,
      ResponseParameters: {
        'gatewayresponse.header.WWW-Authenticate':
          '\'Bearer resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource", ' +
          'scope="https://mcp.example.com/mcp/tools:list"\'',
      },
    });
  });

  it.each([
    ['MISSING_AUTHENTICATION_TOKEN', '404'],
    ['AUTHORIZER_FAILURE', '503'],
  ])('%s comes as %s', (ResponseType, StatusCode) => {
    platform.hasResourceProperties(RESPONSE, { ResponseType, StatusCode });
  });
});

describe('a domain of its own', () => {
  const domain = { name: 'mcp.example.com', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/example' };
  const { platform } = synthesize({ environment: { MANIFOLD_DOMAIN: JSON.stringify(domain) } });

  it('asks for TLS 1.2', () => {
    platform.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'mcp.example.com',
      SecurityPolicy: 'TLS_1_2',
    });
  });

  it('is the only way in', () => {
    platform.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
    platform.hasOutput('McpUrl', { Value: 'https://mcp.example.com/mcp' });
  });
});
