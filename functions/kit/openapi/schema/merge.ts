import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '../../../../schemas/json.ts';
import { isObject } from '../read/json-value.ts';
import { ANNOTATION_KEYWORDS } from './annotations.ts';
import { hiddenIn, withHidden } from './hidden.ts';

export interface Merged {
  readonly schema: JsonSchema;
  /** Sentences of what the members contradict each other in; the merged schema then accepts more than they do. */
  readonly conflicts: readonly string[];
}

/** Keywords whose larger value is the stricter one, and those whose smaller value is. */
const LARGER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'minContains'];
const SMALLER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties', 'maxContains'];

/**
 * One schema that accepts what all of the given accept. What cannot be merged stays an `allOf` beside the rest, which
 * says the same; only contradictions lose something, and are said.
 */
export function mergeSchemas(parts: readonly JsonSchema[]): Merged {
  const conflicts: string[] = [];
  if (parts.some((part) => isOpenMap(part) && addsTo(part, parts))) {
    return { schema: { allOf: [...parts] }, conflicts };
  }
  const merged: JsonSchema = {};
  const rest: JsonSchema[] = [];
  for (const part of parts) {
    for (const [keyword, value] of Object.entries(part)) {
      if (keyword === 'additionalProperties') continue;
      const present = merged[keyword];
      if (present === undefined || isDeepStrictEqual(present, value)) merged[keyword] = value;
      else mergeKeyword({ merged, rest, conflicts, keyword, value });
    }
  }
  const closed = closing(parts, conflicts);
  if (closed !== undefined) merged.additionalProperties = closed;
  const names = new Set(parts.flatMap((part) => [...hiddenIn(part)]));
  const schema = rest.length > 0 ? { ...merged, allOf: [...listOf(merged.allOf), ...rest] } : merged;
  return { schema: withHidden(schema, names), conflicts };
}

interface KeywordMerge {
  readonly merged: JsonSchema;
  readonly rest: JsonSchema[];
  readonly conflicts: string[];
  readonly keyword: string;
  readonly value: unknown;
}

function mergeKeyword({ merged, rest, conflicts, keyword, value }: KeywordMerge): void {
  const present = merged[keyword];
  if (ANNOTATION_KEYWORDS.has(keyword)) merged[keyword] = value;
  else if (LARGER.includes(keyword)) merged[keyword] = Math.max(Number(present), Number(value));
  else if (SMALLER.includes(keyword)) merged[keyword] = Math.min(Number(present), Number(value));
  else if (keyword === 'required') merged.required = [...new Set([...listOf(present), ...listOf(value)])];
  else if (keyword === 'properties') merged.properties = mergeProperties(present, value, conflicts);
  else if (keyword === 'items' && isObject(present) && isObject(value)) {
    merged.items = mergePair({ ...present }, { ...value }, conflicts);
  } else if (keyword === 'type') mergeTypes(merged, value, conflicts);
  else if (keyword === 'enum') mergeEnums(merged, value, conflicts);
  else if (keyword === 'const') conflicts.push(`Members of "allOf" ask for ${text(present)} and for ${text(value)}.`);
  else if (keyword === 'allOf') merged.allOf = [...listOf(present), ...listOf(value)];
  else rest.push({ [keyword]: value });
}

function mergeProperties(present: unknown, added: unknown, conflicts: string[]): JsonSchema {
  const properties = new Map(Object.entries(present as Record<string, JsonSchema>));
  for (const [name, schema] of Object.entries(added as Record<string, JsonSchema>)) {
    const known = properties.get(name);
    properties.set(name, known === undefined ? schema : mergePair(known, schema, conflicts));
  }
  return Object.fromEntries(properties);
}

/** Two schemas of one value. References stay references: merging what they lead to might never end. */
function mergePair(first: JsonSchema, second: JsonSchema, conflicts: string[]): JsonSchema {
  if (isDeepStrictEqual(first, second)) return first;
  if (saysNothing(first) || saysNothing(second)) return { ...first, ...second };
  if (first.$ref !== undefined && first.$ref === second.$ref) return { ...first, ...second };
  if (first.$ref !== undefined || second.$ref !== undefined) return { allOf: [first, second] };
  const { schema, conflicts: found } = mergeSchemas([first, second]);
  for (const conflict of found) conflicts.push(conflict);
  return schema;
}

function mergeTypes(merged: JsonSchema, value: unknown, conflicts: string[]): void {
  const first = typesOf(merged.type);
  const second = typesOf(value);
  const both = first.filter((type) => second.includes(type) || (type === 'integer' && second.includes('number')));
  if (second.includes('integer') && first.includes('number') && !both.includes('integer')) both.push('integer');
  if (both.length === 0) {
    conflicts.push(`Members of "allOf" ask for the types ${text(merged.type)} and ${text(value)}.`);
    merged.type = [...new Set([...first, ...second])];
  } else merged.type = both.length === 1 ? both[0] : both;
}

function mergeEnums(merged: JsonSchema, value: unknown, conflicts: string[]): void {
  const second = listOf(value);
  const known = new Set(second.map(text));
  const both = listOf(merged.enum).filter((value) => known.has(text(value)));
  if (both.length === 0) conflicts.push('Members of "allOf" have enums with no value in common.');
  merged.enum = both.length === 0 ? [...listOf(merged.enum), ...second] : both;
}

/** `additionalProperties` of the whole. Members that each close the object mean the object that they make together. */
function closing(parts: readonly JsonSchema[], conflicts: string[]): unknown {
  const stated = parts.filter((part) => part.additionalProperties !== undefined);
  const closed = stated.filter((part) => part.additionalProperties === false);
  if (closed.some((part) => addsTo(part, parts))) {
    conflicts.push('A member of "allOf" allows no other properties than its own; those of all members are allowed.');
  }
  return closed.length > 0 ? false : stated.at(-1)?.additionalProperties;
}

/** An object whose further properties follow a schema of their own. */
function isOpenMap({ additionalProperties: further }: JsonSchema): boolean {
  return isObject(further) && Object.keys(further).length > 0;
}

/** Whether other members have properties that this one does not name. */
function addsTo(part: JsonSchema, parts: readonly JsonSchema[]): boolean {
  const own = new Set([...Object.keys((part.properties as object | undefined) ?? {}), ...hiddenIn(part)]);
  return parts.some(
    (other) =>
      other !== part &&
      (Object.keys((other.properties as object | undefined) ?? {}).some((name) => !own.has(name)) ||
        (isOpenMap(part) && isOpenMap(other) && !isDeepStrictEqual(part, other))),
  );
}

const saysNothing = (schema: JsonSchema) => Object.keys(schema).every((keyword) => ANNOTATION_KEYWORDS.has(keyword));
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const typesOf = (type: unknown): unknown[] => (Array.isArray(type) ? type : [type]);
const text = (value: unknown) => JSON.stringify(value);
