import type { CatalogueView } from '../../platform/registry/view.ts';
import { jsonRpcError } from './json-rpc-errors.ts';

/** JSON-RPC code of the revision of 2026-07-28 for headers and body that disagree. */
const HEADER_MISMATCH = -32020;

type Message = { id?: unknown; method?: unknown; params?: unknown };
type Schema = { properties?: Record<string, Schema>; type?: unknown; 'x-mcp-header'?: unknown };

/**
 * Compares the `Mcp-Param-*` headers of a call with its arguments, where the tool's schema asks for such headers
 * (SEP-2243): gateways route by the header, so a call must not say one thing there and another in its body. The SDK
 * does this for servers that know their tools beforehand; ours are in the registry.
 *
 * @returns the refusal: 400, -32020; undefined where nothing disagrees
 */
export function refuseParameterHeaders(
  headers: Headers,
  message: Message | undefined,
  view: Pick<CatalogueView, 'tools'>,
): Response | undefined {
  if (message?.method !== 'tools/call' || !headers.has('mcp-method')) return undefined;
  const { name, arguments: args } = (message.params ?? {}) as { name?: unknown; arguments?: unknown };
  const tool = view.tools.find(({ definition }) => definition.name === name);
  if (!tool) return undefined;
  for (const { header, path, numeric } of declaredHeaders(tool.definition.inputSchema as Schema)) {
    const value = valueAt(args, path);
    if (value === undefined || value === null || typeof value === 'object') continue;
    const given = headers.get(header);
    const fault = faultOf(given, value, numeric);
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
  return same ? undefined : 'says something else than the body';
}

/** `=?base64?…?=` holds text that a header cannot carry as it is; undefined where what is inside is not Base64. */
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
