import type { Resource } from '../assembly/template.ts';

type MethodOptions = {
  /** Logical id of the function; absent for a mock. */
  target?: string;
  transfer?: 'STREAM' | 'BUFFERED';
  authorizer?: string;
  timeoutMs?: number;
  integration?: Record<string, unknown>;
  properties?: Record<string, unknown>;
  /** False leaves out the permission that lets API Gateway invoke the function. */
  permitted?: boolean;
};

/** Builds the resources of one REST API for tests. */
export class TestApi {
  readonly resources: Record<string, Resource> = {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'test' } },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { RestApiId: { Ref: 'Api' }, StageName: 'live', DeploymentId: 'd' },
    },
  };

  /** Adds a method at a path such as `/a/{b}`. */
  method(httpMethod: string, path: string, options: MethodOptions): this {
    const id = `${path.replace(/\W/g, '')}${httpMethod}`;
    const { target, transfer = 'BUFFERED', authorizer, timeoutMs, integration, properties, permitted = true } = options;
    this.resources[`${id}Method`] = {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ResourceId: this.resource(path),
        HttpMethod: httpMethod,
        AuthorizationType: authorizer ? 'CUSTOM' : 'NONE',
        ...(authorizer ? { AuthorizerId: { Ref: authorizer } } : {}),
        Integration: integration ?? {
          Type: 'AWS_PROXY',
          IntegrationHttpMethod: 'POST',
          Uri: uriOf(target ?? '', transfer),
          ...(transfer === 'STREAM' ? { ResponseTransferMode: 'STREAM' } : {}),
          TimeoutInMillis: timeoutMs,
        },
        ...properties,
      },
    };
    const permittedMethod = httpMethod === 'ANY' ? '*' : httpMethod;
    if (target && permitted)
      this.permit(`${id}Permission`, target, `/*/${permittedMethod}${path.replace(/\{[^}]+\}/g, '*')}`);
    return this;
  }

  authorizer(id: string, target: string, properties: Record<string, unknown> = {}): this {
    this.resources[id] = {
      Type: 'AWS::ApiGateway::Authorizer',
      Properties: {
        RestApiId: { Ref: 'Api' },
        Name: id,
        Type: 'REQUEST',
        AuthorizerUri: uriOf(target, 'BUFFERED'),
        IdentitySource: 'method.request.header.Authorization',
        AuthorizerResultTtlInSeconds: 60,
        ...properties,
      },
    };
    this.permit(`${id}Permission`, target, '/authorizers/*');
    return this;
  }

  private permit(id: string, target: string, path: string): void {
    this.resources[id] = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [target, 'Arn'] },
        Principal: 'apigateway.amazonaws.com',
        SourceArn: { 'Fn::Sub': `arn:aws:execute-api:us-east-1:\${AWS::AccountId}:\${Api}${path}` },
      },
    };
  }

  private resource(path: string): unknown {
    let parent: unknown = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };
    let id = 'Resource';
    for (const part of path.split('/').filter((segment) => segment !== '')) {
      id += `x${Buffer.from(part).toString('hex')}`;
      this.resources[id] = {
        Type: 'AWS::ApiGateway::Resource',
        Properties: { RestApiId: { Ref: 'Api' }, ParentId: parent, PathPart: part },
      };
      parent = { Ref: id };
    }
    return parent;
  }
}

function uriOf(target: string, transfer: 'STREAM' | 'BUFFERED'): unknown {
  const [version, operation] =
    transfer === 'STREAM' ? ['2021-11-15', 'response-streaming-invocations'] : ['2015-03-31', 'invocations'];
  return { 'Fn::Sub': `arn:aws:apigateway:us-east-1:lambda:path/${version}/functions/\${${target}.Arn}/${operation}` };
}
