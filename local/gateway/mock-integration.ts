import type { ServerResponse } from 'node:http';
import type { MockIntegration, MockResponse } from './model.ts';
import { type GatewayRequest, headerOf } from './request.ts';
import { contextValue, GatewayFault, writeAnswer } from './responses.ts';
import { mapHeader } from './template.ts';

/**
 * Answers a MOCK integration: the request template gives a status code, the integration response that fits it the rest.
 * @throws GatewayFault if no template fits the content type, as API Gateway does.
 */
export function runMockIntegration(
  integration: MockIntegration,
  request: GatewayRequest,
  context: Record<string, unknown>,
  response: ServerResponse,
): void {
  const lookup = (path: string) => contextValue(context, path);
  const contentType = headerOf(request, 'content-type')?.split(';')[0]?.trim() ?? 'application/json';
  const template = integration.requestTemplates.get(contentType);
  if (!template) {
    const refuses =
      integration.passthrough === 'NEVER' ||
      (integration.passthrough === 'WHEN_NO_TEMPLATES' && integration.requestTemplates.size > 0);
    throw new GatewayFault(refuses ? 'UNSUPPORTED_MEDIA_TYPE' : 'API_CONFIGURATION_ERROR');
  }
  const chosen = choose(integration.responses, statusOf(template(lookup)));
  if (!chosen) throw new GatewayFault('API_CONFIGURATION_ERROR');
  const headers: Record<string, string> = {};
  for (const [name, expression] of Object.entries(chosen.headers)) {
    const value = mapHeader(expression, { context: lookup, header: (header) => headerOf(request, header) });
    if (value !== undefined) headers[name] = value;
  }
  const [type = 'application/json', render] = [...chosen.templates][0] ?? [];
  const body = render ? render(lookup) : '';
  const isSet = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  writeAnswer(response, {
    status: chosen.statusCode,
    headers: { ...(isSet ? {} : { 'Content-Type': type }), ...headers },
    body,
    requestId: request.requestId,
  });
}

function statusOf(text: string): string {
  const [, status] = /statusCode["']?\s*:\s*["']?(\d+)/.exec(text) ?? [];
  if (!status) throw new GatewayFault('API_CONFIGURATION_ERROR');
  return status;
}

function choose(responses: readonly MockResponse[], status: string): MockResponse | undefined {
  const matching = responses.find(
    ({ selectionPattern }) => selectionPattern && new RegExp(`^(?:${selectionPattern})$`).test(status),
  );
  return matching ?? responses.find(({ selectionPattern }) => !selectionPattern);
}
