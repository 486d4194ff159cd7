import type { JsonSchema } from '../../../schemas/json.ts';
import { isObject, withoutNull } from './schema-property.ts';

/**
 * The part of a schema that holds for a value, by the value's path. References within the document are followed, and of a
 * union with null the other part counts.
 *
 * @returns undefined if the schema says nothing about the path
 */
export function ruleAt(schema: JsonSchema, path: readonly (string | number)[]): JsonSchema | undefined {
  let rule: JsonSchema | undefined = plainRule(schema, schema);
  for (const part of path) rule = rule && childRule(schema, rule, part);
  return rule;
}

/** The rule of a member of an object, or of an item of a list. */
export function childRule(document: JsonSchema, rule: JsonSchema, part: string | number): JsonSchema | undefined {
  const { properties, items, prefixItems } = rule;
  const item = Array.isArray(prefixItems) ? (prefixItems[Number(part)] ?? items) : items;
  const isMember = isObject(properties) && Object.hasOwn(properties, part);
  const child = isMember ? properties[part] : item;
  return isObject(child) ? plainRule(document, child) : undefined;
}

/** References that lead to references are followed no further than this. */
const MOST_REFERENCES = 10;

/** A rule without its reference and without null as an alternative. */
export function plainRule(document: JsonSchema, rule: JsonSchema): JsonSchema {
  let plain = withDescription(rule);
  for (let followed = 0; followed < MOST_REFERENCES && typeof plain.$ref === 'string'; followed += 1) {
    const target = schemaAt(document, plain.$ref);
    if (!isObject(target)) break;
    const { $ref: _followed, ...beside } = plain;
    plain = withDescription({ ...target, ...beside });
  }
  return plain;
}

/** Of a union with null the other part, described as the union if the part has no description. */
function withDescription(rule: JsonSchema): JsonSchema {
  const other = withoutNull(rule);
  if (other === rule || rule.description === undefined) return other;
  return { description: rule.description, ...other };
}

/** What a JSON pointer within a document points to: `#/$defs/address`. */
export function schemaAt(document: JsonSchema, pointer: string): unknown {
  return pointerParts(pointer).reduce<unknown>(
    (part, name) => (typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[name] : undefined),
    document,
  );
}

/** `#/address/pincode` as its segments (RFC 6901, section 6). */
export function pointerParts(pointer: string): string[] {
  return pointer
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
}
