import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '../../../../schemas/json.ts';
import { isObject } from '../read/json-value.ts';
import { type Definitions, referredName, resolvedSchema } from '../schema/definitions.ts';
import { narrowedBounds } from './narrowed-bounds.ts';

/** A schema and the table that its references lead into. */
export interface ComparedSchema {
  readonly schema: JsonSchema;
  readonly definitions: Definitions;
}

/** Something that one schema accepts and the other does not. */
export interface Narrowing {
  /** JSON pointer from the compared schema to the place: `/properties/a/items`. */
  readonly pointer: string;
  /** The effect of the narrower schema, as the end of a sentence: `no longer takes null`. */
  readonly message: string;
}

/**
 * What `from` accepts and `to` does not. Errs on the side of finding something: combinators that are not the same count
 * as narrower if no variant is found that accepts as much.
 */
export function narrowings(from: ComparedSchema, to: ComparedSchema): Narrowing[] {
  return compare(from, to, '', new Set());
}

function compare(from: ComparedSchema, to: ComparedSchema, pointer: string, open: ReadonlySet<string>): Narrowing[] {
  const pair = `${referredName(from.schema) ?? ''} ${referredName(to.schema) ?? ''}`;
  if (pair !== ' ' && open.has(pair)) return [];
  const seen = pair === ' ' ? open : new Set([...open, pair]);
  const old = { ...from, schema: resolvedSchema(from.schema, from.definitions) };
  const next = { ...to, schema: resolvedSchema(to.schema, to.definitions) };
  const at = (message: string) => ({ pointer, message });
  return [
    ...narrowedTypes(old.schema, next.schema).map(at),
    ...narrowedValues(old.schema, next.schema).map(at),
    ...narrowedBounds(old.schema, next.schema).map(at),
    ...narrowedMembers(old, next, pointer, seen),
    ...narrowedItems(old, next, pointer, seen),
    ...narrowedVariants(old, next, pointer, seen),
    ...changedRest(old.schema, next.schema).map(at),
  ];
}

const typesOf = ({ type }: JsonSchema): string[] | undefined =>
  type === undefined ? undefined : ([type].flat() as string[]);

function narrowedTypes(from: JsonSchema, to: JsonSchema): string[] {
  const allowed = typesOf(to);
  if (allowed === undefined) return [];
  const before = typesOf(from);
  if (before === undefined)
    return from.enum === undefined && from.const === undefined ? [`takes only the type ${allowed.join(' or ')}`] : [];
  const lost = before.filter((type) => !allowed.includes(type) && !(type === 'integer' && allowed.includes('number')));
  return lost.map((type) => `no longer takes ${type}`);
}

const valuesOf = ({ enum: listed, const: only }: JsonSchema): unknown[] | undefined =>
  Array.isArray(listed) ? listed : only === undefined ? undefined : [only];

function narrowedValues(from: JsonSchema, to: JsonSchema): string[] {
  const allowed = valuesOf(to);
  if (allowed === undefined) return [];
  const before = valuesOf(from);
  if (before === undefined) return ['takes only a few values'];
  const known = new Set(allowed.map((value) => JSON.stringify(value)));
  const lost = before.map((value) => JSON.stringify(value)).filter((value) => !known.has(value));
  return lost.length === 0
    ? []
    : [`no longer takes ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ' and others' : ''}`];
}

const membersOf = (schema: JsonSchema) =>
  (isObject(schema.properties) ? schema.properties : {}) as Record<string, JsonSchema>;

function narrowedMembers(
  from: ComparedSchema,
  to: ComparedSchema,
  pointer: string,
  open: ReadonlySet<string>,
): Narrowing[] {
  const before = membersOf(from.schema);
  const after = membersOf(to.schema);
  const required = (schema: JsonSchema) => (Array.isArray(schema.required) ? schema.required.map(String) : []);
  const needed = required(to.schema).filter((name) => !required(from.schema).includes(name));
  const further = (schema: JsonSchema) => schema.additionalProperties ?? true;
  const closes = further(to.schema) === false && further(from.schema) !== false;
  const inner = Object.keys(before).flatMap((name) => {
    const here = `${pointer}/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const [old, next] = [before[name] ?? {}, after[name]];
    if (next !== undefined) return compare({ ...from, schema: old }, { ...to, schema: next }, here, open);
    return further(to.schema) === false ? [{ pointer: here, message: 'is gone' }] : [];
  });
  const map = isObject(further(from.schema)) && isObject(further(to.schema));
  return [
    ...needed.map((name) => ({
      pointer: `${pointer}/properties/${name}`,
      message: name in before ? 'is required now' : 'is new and required',
    })),
    ...(closes ? [{ pointer, message: 'no longer takes further properties' }] : []),
    ...inner,
    ...(map
      ? compare(
          { ...from, schema: further(from.schema) as JsonSchema },
          { ...to, schema: further(to.schema) as JsonSchema },
          `${pointer}/additionalProperties`,
          open,
        )
      : []),
  ];
}

function narrowedItems(
  from: ComparedSchema,
  to: ComparedSchema,
  pointer: string,
  open: ReadonlySet<string>,
): Narrowing[] {
  if (!isObject(to.schema.items)) return [];
  const items = isObject(from.schema.items) ? { ...from.schema.items } : {};
  return typesOf(from.schema)?.includes('array')
    ? compare({ ...from, schema: items }, { ...to, schema: { ...to.schema.items } }, `${pointer}/items`, open)
    : [];
}

const variantsOf = (schema: JsonSchema): JsonSchema[] => {
  const { anyOf, oneOf, ...rest } = schema;
  const listed = [anyOf, oneOf].find(Array.isArray) as JsonSchema[] | undefined;
  return listed ?? [rest];
};

function narrowedVariants(
  from: ComparedSchema,
  to: ComparedSchema,
  pointer: string,
  open: ReadonlySet<string>,
): Narrowing[] {
  const has = ({ schema }: ComparedSchema) => Array.isArray(schema.anyOf) || Array.isArray(schema.oneOf);
  if (!has(to) && !has(from)) return [];
  const lost = variantsOf(from.schema).filter(
    (old) =>
      !variantsOf(to.schema).some(
        (next) => compare({ ...from, schema: old }, { ...to, schema: next }, '', open).length === 0,
      ),
  );
  return lost.map((variant) => ({ pointer, message: `no longer takes ${nameOf(variant)}, or takes less of it` }));
}

const nameOf = (variant: JsonSchema) => referredName(variant) ?? typesOf(variant)?.join(' or ') ?? 'variant';

/** Keywords that are only compared for being the same. */
function changedRest(from: JsonSchema, to: JsonSchema): string[] {
  const compared = [
    'allOf',
    'not',
    'if',
    'then',
    'else',
    'dependentRequired',
    'patternProperties',
    'propertyNames',
    'contains',
  ];
  return compared
    .filter((keyword) => to[keyword] !== undefined && !isDeepStrictEqual(from[keyword], to[keyword]))
    .map((keyword) => `has another "${keyword}"`);
}
