/** Checks of a message by itself, before anything is done with it: its shape, its revision, its method, its parameters. */
import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { isId } from '../../core/json/message-id.ts';
import { METHODS, type MethodName, methodOf } from '../methods.ts';
import { INVALID_REQUEST, jsonRpcError } from './json-rpc-errors.ts';

/** JSON-RPC code for a method that does not exist. */
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
/** JSON-RPC code of revision 2026-07-28 for a revision that the server does not know. */
const UNSUPPORTED_VERSION = -32022;
const VERSIONS = [...new Set(['2026-07-28', ...SUPPORTED_PROTOCOL_VERSIONS])];
const META_VERSION = 'io.modelcontextprotocol/protocolVersion';

type Fields = { jsonrpc?: unknown; id?: unknown; method?: unknown; params?: unknown };

/** Whether a message says in its `_meta` that it is of 2026-07-28 or later. */
function isModern({ params }: Fields): boolean {
  return META_VERSION in Object(Object(params)._meta);
}

/**
 * The answer to a message that is refused for what it is: no message of JSON-RPC, a request without an id, an unknown
 * revision or method, or parameters of the wrong type.
 *
 * @returns undefined if the message is to be served
 */
export function refuseMalformed(message: unknown, headers: Headers): Response | undefined {
  return (
    refuseShape(message) ??
    refuseVersion(message as Fields, headers) ??
    refuseUnlistedMethod(message) ??
    refuseWithoutId(message as Fields) ??
    refuseParams(message as Fields)
  );
}

function refuseShape(message: unknown): Response | undefined {
  const refusal = (text: string, id?: unknown) =>
    jsonRpcError(400, { code: INVALID_REQUEST, message: `Invalid request: ${text}` }, id);
  if (typeof message !== 'object' || message === null) return refusal('send a JSON object.');
  const { jsonrpc, id, method, ...rest } = message as Fields;
  if (jsonrpc !== '2.0') return refusal('"jsonrpc" has to be "2.0".', id);
  if (id !== undefined && !isId(id)) return refusal('"id" has to be a string or a number.');
  // A client of 2025 may answer a request of the server; the SDK accepts that.
  const isAnswer = method === undefined && ('result' in rest || 'error' in rest);
  return typeof method === 'string' || isAnswer ? undefined : refusal('"method" has to be a string.', id);
}

/** The SDK answers for a message of 2026-07-28 or later, and `initialize` negotiates. */
function refuseVersion(message: Fields, headers: Headers): Response | undefined {
  const requested = headers.get('mcp-protocol-version');
  if (requested === null || isModern(message) || message.method === 'initialize') return undefined;
  if (VERSIONS.includes(requested)) return undefined;
  const text = `Unsupported protocol version: ${requested}`;
  return jsonRpcError(
    400,
    { code: UNSUPPORTED_VERSION, message: text, data: { supported: VERSIONS, requested } },
    message.id,
  );
}

/**
 * The answer to a message with a method that the table does not list: -32601, with HTTP 404 for a request of 2026-07-28
 * and 200 for an older one. JSON-RPC never answers a notification, so an unlisted one is dropped with 202.
 *
 * @returns undefined if the method is listed, or if the message has no method, so that the SDK answers it
 */
function refuseUnlistedMethod(message: unknown): Response | undefined {
  const { id, method } = message as Fields;
  if (typeof method !== 'string' || methodOf(message) !== undefined) return undefined;
  if (id === undefined) return new Response(null, { status: 202 });
  const status = isModern(message as Fields) ? 404 : 200;
  return jsonRpcError(status, { code: METHOD_NOT_FOUND, message: 'Method not found' }, id);
}

/** A request without an id is a notification by its form. Its caller would never see a result, so nothing is done. */
function refuseWithoutId(message: Fields): Response | undefined {
  const method = methodOf(message);
  if (message.id !== undefined || method === undefined || METHODS[method].kind === 'notification') return undefined;
  const text = `Invalid request: ${method} needs an "id".`;
  return jsonRpcError(400, { code: INVALID_REQUEST, message: text });
}

/** The SDK answers that a method does not exist if the revision of the message has it no longer. */
function refuseParams(message: Fields): Response | undefined {
  const method = methodOf(message);
  if (method === undefined || (METHODS[method].eras === 'legacy' && isModern(message))) return undefined;
  const fault = faultOfParams(method, message.params);
  return fault === undefined ? undefined : jsonRpcError(200, { code: INVALID_PARAMS, message: fault }, message.id);
}

const texts = z.record(z.string(), z.string());
const LIST = z.object({ cursor: z.string().optional() });

/** Parameters of the methods that have some, as far as every revision has them. */
const PARAMS: Partial<Record<MethodName, z.ZodType>> = {
  'logging/setLevel': z.object({
    level: z.enum(['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency']),
  }),
  'tools/list': LIST,
  'resources/list': LIST,
  'resources/templates/list': LIST,
  'prompts/list': LIST,
  'tools/call': z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()).optional() }),
  'resources/read': z.object({ uri: z.string() }),
  'resources/subscribe': z.object({ uri: z.string() }),
  'resources/unsubscribe': z.object({ uri: z.string() }),
  'prompts/get': z.object({ name: z.string(), arguments: texts.optional() }),
  'completion/complete': z.object({
    ref: z.discriminatedUnion('type', [
      z.object({ type: z.literal('ref/prompt'), name: z.string() }),
      z.object({ type: z.literal('ref/resource'), uri: z.string() }),
    ]),
    argument: z.object({ name: z.string(), value: z.string() }),
    context: z.object({ arguments: texts.optional() }).optional(),
  }),
};

/** What is wrong with the parameters of a method, as a sentence that names the field; undefined if nothing is. */
function faultOfParams(method: MethodName, params: unknown): string | undefined {
  const checked = PARAMS[method]?.safeParse(params ?? {});
  const [issue] = checked?.error?.issues ?? [];
  return issue && `"${['params', ...issue.path].join('.')}" ${expectationOf(issue)}.`;
}

function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `has to be ${issue.expected === 'string' ? 'a string' : 'an object'}`;
    case 'invalid_value':
      return `has to be one of ${issue.values.join(', ')}`;
    case 'invalid_union':
      return 'has to be "ref/prompt" or "ref/resource"';
    default:
      return 'is not valid';
  }
}
