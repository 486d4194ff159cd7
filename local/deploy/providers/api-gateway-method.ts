import type { Integration, Method, MockIntegration, MockResponse } from '../../gateway/model.ts';
import { checkMapping, parseTemplates } from '../../gateway/template.ts';
import { StartError } from '../../start-error.ts';
import { flag, list, number, record, text } from '../properties.ts';
import type { ResourceInput } from '../provider.ts';
import { functionOf } from './integration-uri.ts';

const INTEGRATION_PROPERTIES = new Set([
  'Type',
  'Uri',
  'IntegrationHttpMethod',
  'Credentials',
  'ResponseTransferMode',
  'TimeoutInMillis',
  'RequestTemplates',
  'PassthroughBehavior',
  'IntegrationResponses',
]);

/** @throws StartError for settings of a method that the local cloud does not know. */
export function methodOf({ stack, logicalId, properties }: ResourceInput): Method {
  const owner = `${stack}/${logicalId}`;
  const authorization = text(properties.AuthorizationType) ?? 'NONE';
  if (authorization !== 'NONE' && authorization !== 'CUSTOM')
    throw new StartError(
      `Method ${owner} has the authorization ${authorization}, which the local cloud does not know.`,
    );
  if (flag(properties.ApiKeyRequired))
    throw new StartError(`Method ${owner} asks for an API key of a usage plan, which the local cloud does not know.`);
  const models = Object.values(record(properties.RequestModels)).filter((model) => model !== 'Empty');
  if (models.length > 0)
    throw new StartError(
      `Method ${owner} validates bodies by the model ${models[0]}, which the local cloud does not know.`,
    );
  const authorizerId = authorization === 'CUSTOM' ? text(properties.AuthorizerId) : undefined;
  const validatorId = text(properties.RequestValidatorId);
  return {
    resourceId: String(properties.ResourceId),
    httpMethod: String(properties.HttpMethod),
    requestParameters: Object.fromEntries(
      Object.entries(record(properties.RequestParameters)).map(([key, value]) => [key, flag(value)]),
    ),
    integration: integrationOf(owner, record(properties.Integration)),
    authorizerId,
    validatorId,
  };
}

function integrationOf(owner: string, raw: Record<string, unknown>): Integration {
  for (const property of Object.keys(raw)) {
    if (!INTEGRATION_PROPERTIES.has(property))
      throw new StartError(
        `The integration of ${owner} has the property ${property}, which the local cloud does not know.`,
      );
  }
  if (raw.Type === 'MOCK') return mockOf(owner, raw);
  if (raw.Type !== 'AWS_PROXY')
    throw new StartError(`The integration of ${owner} has the type ${raw.Type}, which the local cloud does not know.`);
  const credentials = text(raw.Credentials);
  return {
    kind: 'lambda',
    functionArn: functionOf(raw.Uri),
    transfer: raw.ResponseTransferMode === 'STREAM' ? 'STREAM' : 'BUFFERED',
    timeoutMs: number(raw.TimeoutInMillis, 29_000),
    credentials,
  };
}

function mockOf(owner: string, raw: Record<string, unknown>): MockIntegration {
  const passthrough = text(raw.PassthroughBehavior) ?? 'WHEN_NO_MATCH';
  return {
    kind: 'mock',
    requestTemplates: parseTemplates(owner, raw.RequestTemplates),
    passthrough: passthrough === 'NEVER' || passthrough === 'WHEN_NO_TEMPLATES' ? passthrough : 'WHEN_NO_MATCH',
    responses: list(raw.IntegrationResponses).map((response) => mockResponseOf(owner, record(response))),
  };
}

function mockResponseOf(owner: string, raw: Record<string, unknown>): MockResponse {
  const headers: Record<string, string> = {};
  for (const [target, expression] of Object.entries(record(raw.ResponseParameters))) {
    checkMapping(owner, String(expression));
    headers[target.replace(/^method\.response\.header\./, '')] = String(expression);
  }
  const selectionPattern = text(raw.SelectionPattern);
  return {
    statusCode: Number(raw.StatusCode),
    headers,
    templates: parseTemplates(owner, raw.ResponseTemplates),
    selectionPattern,
  };
}
