import type { ContractFile, Schema } from './contract-file.ts';

/** Role of a schema: `use` describes a whole value, `part` is a member of `allOf` or a component that others complete. */
type Place = 'use' | 'part';

/**
 * A contract whose schemas are JSON Schema 2019-09: null by `anyOf` in place of `nullable`, exclusive limits as numbers, and closed objects
 * in each use of a schema, so that an undocumented field is a fault. Objects without documented fields stay open.
 */
export function closedContract(contract: ContractFile): Schema {
  const { schemas = {}, ...others } = contract.components;
  const components = { ...(closed(others, 'use') as object), schemas: mapValues(schemas, 'part') };
  return { paths: closed(contract.paths, 'use'), components };
}

function closed(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((each) => closed(each, place));
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...schema } = value as Schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, each]) => [key, closedKeyword(key, each)]));
  exclusive(inner, 'minimum', 'exclusiveMinimum');
  exclusive(inner, 'maximum', 'exclusiveMaximum');
  const documents = ['$ref', 'properties', 'allOf'].some((key) => key in inner);
  if (documents && inner.additionalProperties === true) delete inner.additionalProperties;
  const whole = documents && place === 'use' ? { ...inner, unevaluatedProperties: false } : inner;
  return nullable === true ? { anyOf: [{ type: 'null' }, whole] } : whole;
}

/** OpenAPI 3.0 says by a boolean that a limit is exclusive; JSON Schema 2019-09 gives the limit itself. */
function exclusive(schema: Schema, limit: string, keyword: string): void {
  const isExclusive = schema[keyword];
  if (typeof isExclusive !== 'boolean') return;
  delete schema[keyword];
  if (!isExclusive) return;
  schema[keyword] = schema[limit];
  delete schema[limit];
}

function closedKeyword(key: string, value: unknown): unknown {
  if (key === 'properties') return mapValues(value as object, 'use');
  return closed(value, key === 'allOf' ? 'part' : 'use');
}

const mapValues = (entries: object, place: Place): Schema =>
  Object.fromEntries(Object.entries(entries).map(([name, each]) => [name, closed(each, place)]));
