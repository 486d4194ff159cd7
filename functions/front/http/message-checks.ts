/** Checks of one message against what its caller sees: its scopes, and the headers that repeat arguments. */
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import { missingScopes } from '../../core/principal/scopes.ts';
import { matchTemplate } from '../../core/uri-template/uri-template.ts';
import type { CatalogueView } from '../../platform/registry/view.ts';
import type { FrontRequest } from '../front-request.ts';
import { uriForAudit } from '../guard/audit/audit-target.ts';
import { recordRefusal } from '../guard/audit/refused-message.ts';
import type { AuditedMethod } from '../methods.ts';
import { missingScopesError, scopeChallenge } from '../oauth/missing-scopes.ts';
import type { Services } from '../services.ts';
import { jsonRpcError, thrownAsResponse } from './json-rpc-errors.ts';

/** JSON-RPC code of revision 2026-07-28 for headers and body that disagree. */
const HEADER_MISMATCH = -32020;

type Message = Record<string, unknown> | undefined;

/** What a message asks for, and the scopes that it needs. */
interface Wanted {
  operation: AuditedMethod;
  target: string;
  arguments: unknown;
  scopes: readonly string[];
}

/** The tool that a message calls, in the version that it names; undefined for a tool that the view does not have. */
export function calledTool(message: Message, view: Pick<CatalogueView, 'tool'>): ToolRecord | undefined {
  const { name } = Object(message?.params) as { name?: unknown };
  if (message?.method !== 'tools/call' || typeof name !== 'string') return undefined;
  try {
    return view.tool(name);
  } catch {
    return undefined;
  }
}

/**
 * The answer to a message whose principal lacks a scope, if the stage answers with challenges (RFC 6750, 3.1): 403 with
 * the scopes to request. It comes before the protocol's own answer begins, since the status of a stream cannot be changed
 * later. API Gateway renames `WWW-Authenticate`, so the missing scopes are in the error too.
 *
 * @returns undefined if nothing is missing, if the message names nothing that is known, or if the stage answers with
 *   results, which the protocol server makes
 */
export async function refuseMissingScopes(
  message: Message,
  request: FrontRequest,
  services: Pick<Services, 'audit' | 'key' | 'refused' | 'missingScopes' | 'oauth'>,
): Promise<Response | undefined> {
  if (services.missingScopes === 'result') return undefined;
  const wanted = wantedBy(message, request);
  const missing = wanted ? missingScopes(wanted.scopes, request.principal) : [];
  if (!wanted || missing.length === 0) return undefined;
  const { operation, target, arguments: args } = wanted;
  await recordRefusal({ services, request, operation, target, arguments: args, errorCode: 'E1004' });
  const response = thrownAsResponse(
    missingScopesError({ required: wanted.scopes, missing }, services.oauth),
    { correlationId: request.correlationId, showTrace: false },
    message?.id,
  );
  response.headers.set('www-authenticate', scopeChallenge(wanted.scopes, services.oauth, request.endpoint));
  return response;
}

/** The tool, prompt or resource that a message asks for; undefined if the view does not have it. */
export function wantedBy(message: Message, { view }: { view: CatalogueView }): Wanted | undefined {
  const params = Object(message?.params) as Record<string, unknown>;
  switch (message?.method) {
    case 'tools/call': {
      const tool = calledTool(message, view);
      return tool && wanted('tools/call', params.name, params.arguments ?? {}, tool.definition);
    }
    case 'prompts/get': {
      const prompt = view.prompts.find(({ definition }) => definition.name === params.name);
      return prompt && wanted('prompts/get', params.name, params.arguments ?? {}, prompt.definition);
    }
    case 'resources/read': {
      // A caller may send a value of any type here, and not every value can be turned into a string.
      const uri = typeof params.uri === 'string' ? params.uri : '';
      const record =
        view.resources.find(({ definition }) => definition.uri === uri) ??
        view.resourceTemplates.find(({ definition }) => matchTemplate(definition.uriTemplate, uri));
      return record && wanted('resources/read', uriForAudit(view, uri), { uri }, record.definition);
    }
    default:
      return undefined;
  }
}

function wanted(
  operation: AuditedMethod,
  target: unknown,
  args: unknown,
  { requiredScopes }: { requiredScopes: readonly string[] },
): Wanted {
  return { operation, target: String(target), arguments: args, scopes: requiredScopes };
}

/** What the check of headers reads of a tool. */
export interface HeaderTool {
  readonly definition: { readonly name: string; readonly inputSchema: Schema };
}
type Schema = { properties?: Record<string, Schema>; type?: unknown; 'x-mcp-header'?: unknown };

/**
 * Compares the `Mcp-Param-*` headers of a call with its arguments if the tool's schema asks for such headers (SEP-2243):
 * gateways route by the header, so it must not differ from the body. The SDK does this for servers that know their tools
 * beforehand; ours are in the registry.
 *
 * @returns the refusal: 400, -32020; undefined if nothing disagrees
 */
export function refuseParameterHeaders(
  headers: Headers,
  message: { id?: unknown; method?: unknown; params?: unknown } | undefined,
  view: { readonly tools: readonly HeaderTool[] },
): Response | undefined {
  if (message?.method !== 'tools/call' || !headers.has('mcp-method')) return undefined;
  const { name, arguments: args } = (message.params ?? {}) as { name?: unknown; arguments?: unknown };
  const tool = view.tools.find(({ definition }) => definition.name === name);
  if (!tool) return undefined;
  for (const { header, path, numeric } of declaredHeaders(tool.definition.inputSchema)) {
    const value = valueAt(args, path);
    if (value === undefined || value === null || typeof value === 'object') continue;
    const fault = faultOf(headers.get(header), value, numeric);
    if (fault) {
      const text = `The header ${header} ${fault}: it repeats the argument "${path.join('.')}".`;
      return jsonRpcError(400, { code: HEADER_MISMATCH, message: text, data: { mismatch: { header } } }, message.id);
    }
  }
  return undefined;
}

interface Declared {
  header: string;
  path: string[];
  numeric: boolean;
}

/** Arguments that are repeated in headers; only those below `properties` may be. */
function declaredHeaders({ properties = {} }: Schema, above: string[] = []): Declared[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = [...above, name];
    const suffix = schema['x-mcp-header'];
    const numeric = schema.type === 'number' || schema.type === 'integer';
    const own = typeof suffix === 'string' ? [{ header: `Mcp-Param-${suffix}`, path, numeric }] : [];
    return [...own, ...declaredHeaders(schema, path)];
  });
}

function faultOf(given: string | null, value: unknown, numeric: boolean): string | undefined {
  if (given === null) return 'is missing';
  const decoded = decodeHeaderValue(given);
  if (decoded === undefined) return 'is not valid Base64';
  const same = numeric ? Number(decoded) === value && decoded !== '' : decoded === String(value);
  return same ? undefined : 'differs from the body';
}

/** `=?base64?…?=` holds text that a header cannot carry as it is; undefined if it is not Base64 of UTF-8. */
function decodeHeaderValue(value: string): string | undefined {
  const [, encoded] = /^=\?base64\?(.*)\?=$/s.exec(value) ?? [];
  if (encoded === undefined) return value;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, name) => (typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[name] : undefined),
    root,
  );
}
