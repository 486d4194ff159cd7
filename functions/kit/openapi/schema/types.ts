import type { JsonSchema } from '../../../../schemas/json.ts';
import { isObject, member } from '../read/json-value.ts';
import { keepingHidden } from './hidden.ts';
import type { Tell } from './scalar-keywords.ts';

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

/** What documents write in place of a type, and what they mean by it. */
const MEANT: Readonly<Record<string, JsonSchema>> = {
  file: { type: 'string', format: 'binary' },
  int: { type: 'integer' },
  int32: { type: 'integer' },
  int64: { type: 'integer' },
  long: { type: 'integer' },
  float: { type: 'number' },
  double: { type: 'number' },
  decimal: { type: 'number' },
  bool: { type: 'boolean' },
  text: { type: 'string' },
  date: { type: 'string', format: 'date' },
  'date-time': { type: 'string', format: 'date-time' },
  datetime: { type: 'string', format: 'date-time' },
  uuid: { type: 'string', format: 'uuid' },
  list: { type: 'array' },
  any: {},
};

/** `type` and what a wrong `type` means; `nullable` is seen to by `withNull`. */
export function typeOf(node: unknown, tell: Tell): JsonSchema {
  const stated = member(node, 'type');
  if (stated === undefined) return implied(node);
  const listed = Array.isArray(stated) ? stated : [stated];
  const known = listed.filter((type): type is string => typeof type === 'string' && TYPES.has(type));
  if (known.length === listed.length && known.length > 0) {
    const types = [...new Set(known)];
    return { type: types.length === 1 ? types[0] : types };
  }
  const [first] = listed;
  const word = typeof first === 'string' ? first : JSON.stringify(first);
  const meant = MEANT[word.toLowerCase()] ?? (TYPES.has(word.toLowerCase()) ? { type: word.toLowerCase() } : undefined);
  if (meant !== undefined && listed.length === 1) {
    if (word !== 'file') {
      const message = `"${word}" is no type of JSON Schema; it is read as ${JSON.stringify(meant)}.`;
      tell({ severity: 'note', code: 'type-read-as', keyword: 'type', message });
    }
    return meant;
  }
  const message = `"${word}" is no type of JSON Schema; the type is not checked.`;
  tell({ severity: 'loss', code: 'unknown-type', keyword: 'type', message });
  return {};
}

/** A schema with properties means an object, one with items a list. */
function implied(node: unknown): JsonSchema {
  if (isObject(member(node, 'properties')) || isObject(member(node, 'additionalProperties'))) return { type: 'object' };
  return member(node, 'items') === undefined ? {} : { type: 'array' };
}

/** `nullable` of OpenAPI 3.0, and the extension of Swagger 2.0. */
export const isNullable = (node: unknown): boolean =>
  member(node, 'nullable') === true || member(node, 'x-nullable') === true;

/**
 * The schema, or null. Beside a type it is a type more; beside a reference or combinator, which OpenAPI 3.0 would
 * ignore, it is an alternative, as authors mean it.
 */
export function withNull(schema: JsonSchema): JsonSchema {
  const { type } = schema;
  if (type === 'null' || (Array.isArray(type) && type.includes('null'))) return schema;
  if (typeof type === 'string') return keepingHidden(schema, { ...schema, type: [type, 'null'] });
  if (Array.isArray(type)) return { ...schema, type: [...type, 'null'] };
  const { description, default: standard, deprecated, examples, ...rest } = schema;
  if (Object.keys(rest).length === 0) return schema;
  const about = Object.fromEntries(
    Object.entries({ description, default: standard, deprecated, examples }).filter(([, value]) => value !== undefined),
  );
  const [only, ...others] = Object.entries(rest);
  if (only !== undefined && others.length === 0 && /^(anyOf|oneOf)$/.test(only[0]) && Array.isArray(only[1])) {
    return { [only[0]]: [...only[1], { type: 'null' }], ...about };
  }
  return { anyOf: [rest, { type: 'null' }], ...about };
}
