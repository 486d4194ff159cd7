import { stableId } from '../../account.ts';
import type { RestApis } from '../../gateway/apis.ts';
import type { Authorizer, Stage } from '../../gateway/model.ts';
import { apiId } from '../../gateway/public-urls.ts';
import { checkMapping, parseTemplates } from '../../gateway/template.ts';
import { StartError } from '../../start-error.ts';
import { flag, list, number, record, text } from '../properties.ts';
import type { Provider, ResourceInput } from '../provider.ts';
import { methodOf } from './api-gateway-method.ts';
import { functionOf } from './integration-uri.ts';

/** REST APIs with what belongs to them; methods are in api-gateway-method.ts. */
export function apiGatewayProviders(apis: RestApis): Record<string, Provider> {
  return {
    'AWS::ApiGateway::RestApi': {
      properties: ['Name', 'BinaryMediaTypes', 'EndpointConfiguration'],
      ignored: {
        Description: 'text only',
        DisableExecuteApiEndpoint: 'there is no execute-api name here',
        MinimumCompressionSize: 'answers are not compressed here',
        SecurityPolicy: 'no TLS on loopback',
        EndpointAccessMode: 'no TLS on loopback',
        Tags: 'no policy reads tags of APIs',
      },
      provision({ stack, logicalId, properties }) {
        const media = list(properties.BinaryMediaTypes).map(String);
        const api = apis.create(apiId(stack, logicalId), text(properties.Name) ?? logicalId, media);
        return { ref: api.id, attributes: { RestApiId: api.id, RootResourceId: api.rootResourceId } };
      },
    },
    'AWS::ApiGateway::Resource': {
      properties: ['RestApiId', 'ParentId', 'PathPart'],
      provision({ stack, logicalId, properties }) {
        const id = stableId(`${stack}/${logicalId}`, 6);
        apis
          .get(properties.RestApiId)
          .resources.set(id, { parentId: String(properties.ParentId), pathPart: String(properties.PathPart) });
        return { ref: id, attributes: { ResourceId: id } };
      },
    },
    'AWS::ApiGateway::Method': {
      properties: [
        'RestApiId',
        'ResourceId',
        'HttpMethod',
        'AuthorizationType',
        'AuthorizerId',
        'RequestValidatorId',
        'RequestParameters',
        'RequestModels',
        'Integration',
        'ApiKeyRequired',
      ],
      ignored: { MethodResponses: 'integrations here name the headers that they set', OperationName: 'text only' },
      provision(input) {
        apis.get(input.properties.RestApiId).methods.push(methodOf(input));
        return { ref: input.logicalId };
      },
    },
    'AWS::ApiGateway::RequestValidator': {
      properties: ['RestApiId', 'ValidateRequestBody', 'ValidateRequestParameters', 'Name'],
      provision({ stack, logicalId, properties }) {
        const id = stableId(`${stack}/${logicalId}`, 6);
        apis.get(properties.RestApiId).validators.set(id, {
          body: flag(properties.ValidateRequestBody),
          parameters: flag(properties.ValidateRequestParameters),
        });
        return { ref: id, attributes: { RequestValidatorId: id } };
      },
    },
    'AWS::ApiGateway::Authorizer': {
      properties: [
        'RestApiId',
        'Name',
        'Type',
        'AuthorizerUri',
        'AuthorizerCredentials',
        'IdentitySource',
        'IdentityValidationExpression',
        'AuthorizerResultTtlInSeconds',
        'AuthType',
      ],
      provision(input) {
        const authorizer = authorizerOf(input);
        apis.get(input.properties.RestApiId).authorizers.set(authorizer.id, authorizer);
        return { ref: authorizer.id, attributes: { AuthorizerId: authorizer.id } };
      },
    },
    'AWS::ApiGateway::GatewayResponse': {
      properties: ['RestApiId', 'ResponseType', 'StatusCode', 'ResponseParameters', 'ResponseTemplates'],
      provision({ logicalId, properties }) {
        const headers: Record<string, string> = {};
        for (const [target, expression] of Object.entries(record(properties.ResponseParameters))) {
          checkMapping(`Gateway response ${logicalId}`, String(expression));
          headers[target.replace(/^gatewayresponse\.header\./, '')] = String(expression);
        }
        apis.get(properties.RestApiId).gatewayResponses.set(String(properties.ResponseType), {
          headers,
          templates: parseTemplates(`gateway response ${logicalId}`, properties.ResponseTemplates),
          statusCode: properties.StatusCode === undefined ? undefined : Number(properties.StatusCode),
        });
        return { ref: logicalId };
      },
    },
    'AWS::ApiGateway::Deployment': {
      properties: ['RestApiId'],
      ignored: { Description: 'text only' },
      provision({ stack, logicalId }) {
        const id = stableId(`${stack}/${logicalId}`, 6);
        return { ref: id, attributes: { DeploymentId: id } };
      },
    },
    'AWS::ApiGateway::Stage': {
      properties: ['RestApiId', 'StageName', 'DeploymentId', 'Variables', 'MethodSettings', 'CacheClusterEnabled'],
      ignored: {
        AccessLogSetting: 'each call is one line in the log of the local cloud',
        TracingEnabled: 'there is no X-Ray',
        Description: 'text only',
        Tags: 'no policy reads tags of stages',
        ClientCertificateId: 'no TLS on loopback',
        CacheClusterSize: 'read with CacheClusterEnabled',
      },
      provision(input) {
        const stage = stageOf(input);
        apis.get(input.properties.RestApiId).stages.set(stage.name, stage);
        return { ref: stage.name };
      },
    },
  };
}

function authorizerOf({ stack, logicalId, properties }: ResourceInput): Authorizer {
  const type = String(properties.Type);
  if (type !== 'REQUEST' && type !== 'TOKEN')
    throw new StartError(`Authorizer ${stack}/${logicalId} has the type ${type}, which the local cloud does not know.`);
  const credentials = text(properties.AuthorizerCredentials);
  const validation = text(properties.IdentityValidationExpression);
  const sources = text(properties.IdentitySource) ?? '';
  return {
    id: stableId(`${stack}/${logicalId}`, 6),
    name: text(properties.Name) ?? logicalId,
    type,
    functionArn: functionOf(properties.AuthorizerUri),
    identitySources: sources
      .split(',')
      .map((source) => source.trim())
      .filter((source) => source !== ''),
    ttlSeconds: number(properties.AuthorizerResultTtlInSeconds, 300),
    credentials,
    validation: validation === undefined ? undefined : new RegExp(validation),
  };
}

function stageOf({ stack, logicalId, properties }: ResourceInput): Stage {
  if (flag(properties.CacheClusterEnabled))
    throw new StartError(`Stage ${stack}/${logicalId} has a response cache, which the local cloud does not have.`);
  const throttles: Stage['throttles'] = new Map();
  for (const setting of list(properties.MethodSettings).map(record)) {
    if (setting.ThrottlingRateLimit === undefined || Number(setting.ThrottlingRateLimit) < 0) continue;
    const path = String(setting.ResourcePath ?? '/*').replaceAll('~1', '/');
    throttles.set(`${setting.HttpMethod ?? '*'} ${path}`, {
      rate: Number(setting.ThrottlingRateLimit),
      burst: number(setting.ThrottlingBurstLimit, 5_000),
    });
  }
  const variables = Object.entries(record(properties.Variables)).map(([key, value]) => [key, String(value)]);
  return {
    name: String(properties.StageName),
    deploymentId: String(properties.DeploymentId),
    variables: Object.fromEntries(variables),
    throttles,
  };
}
