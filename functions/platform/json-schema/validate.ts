import { type OutputUnit, Validator } from '@cfworker/json-schema';
import type { JsonSchema } from '../../../schemas/json.ts';
import type { ArgumentFault } from '../../core/errors/argument-faults.ts';
import {
  type Broken,
  distinctFaults,
  invalidArgument,
  missingArgument,
  unknownArgument,
} from '../../core/input/faults.ts';
import { isObject, withoutNull } from '../../core/json/schema-property.ts';
import { pointerParts, ruleAt, schemaAt } from '../../core/json/schema-rule.ts';

/** Validators by schema object. They live as long as the catalogue that holds the schema. */
const validators = new WeakMap<object, Validator>();

/**
 * Checks a value against a JSON Schema 2020-12 document. Interpreted, not compiled: nothing is generated at start,
 * and a schema costs nothing until its tool is called.
 *
 * @returns all faults, unknown names first, then missing fields, then wrong values; empty if the value is valid
 */
export function faultsIn(schema: JsonSchema, value: unknown): ArgumentFault[] {
  let validator = validators.get(schema);
  if (!validator) {
    validator = new Validator(schema, '2020-12', false);
    validators.set(schema, validator);
  }
  const { valid, errors } = validator.validate(value);
  if (valid) return [];
  const unions = errors.filter((error) => isChoice(schema, error)).map(({ keywordLocation }) => `${keywordLocation}/`);
  const own = errors.filter(({ keywordLocation }) => !unions.some((union) => keywordLocation.startsWith(union)));
  const faults = distinctFaults(own.flatMap((error) => faultOf(schema, value, error) ?? []));
  if (faults.length === 0) return [invalidArgument(schema, [], value, 'type')];
  return faults.toSorted((one, other) => one.code.localeCompare(other.code));
}

const UNIONS = new Set(['anyOf', 'oneOf']);
/** Keywords whose errors only say that a part of the value failed. */
const CONTAINERS = new Set(['properties', 'items', 'prefixItems', 'allOf', '$ref', 'if', 'then', 'else', 'false']);
const FORMS = new Set(['pattern', 'format']);

/** A union of more than a type and null: its parts fail for different reasons, and only their list helps. */
function isChoice(schema: JsonSchema, { keyword, keywordLocation }: OutputUnit): boolean {
  if (!UNIONS.has(keyword)) return false;
  const holder = schemaAt(schema, keywordLocation.slice(0, keywordLocation.lastIndexOf('/')));
  return !isObject(holder) || withoutNull(holder) === holder;
}

function faultOf(schema: JsonSchema, value: unknown, error: OutputUnit): ArgumentFault | undefined {
  const { keyword, keywordLocation, instanceLocation } = error;
  if (CONTAINERS.has(keyword)) return undefined;
  const path = pathIn(value, instanceLocation);
  if (keyword === 'required') return missingArgument(schema, [...path, nameIn(error)]);
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    // The validator also reports a declared property that failed as additional.
    const properties = ruleAt(schema, path)?.properties;
    const isKnown = isObject(properties) && Object.hasOwn(properties, nameIn(error));
    return isKnown ? undefined : unknownArgument(schema, path, nameIn(error));
  }
  if (UNIONS.has(keyword) && !isChoice(schema, error)) return undefined;
  // The other part of a union with null says what is wrong.
  if (keyword === 'type' && schemaAt(schema, keywordLocation) === 'null') return undefined;
  return invalidArgument(schema, path, valueAt(value, path), brokenBy(keyword));
}

function brokenBy(keyword: string): Broken {
  if (FORMS.has(keyword)) return 'form';
  return keyword === 'type' || UNIONS.has(keyword) ? 'type' : 'range';
}

/** The validator names a property in quotes, and nothing else. */
function nameIn({ error }: OutputUnit): string {
  return /"(.*)"/s.exec(error)?.[1] ?? '';
}

/** The path of a value, with numbers for the items of lists. */
function pathIn(value: unknown, instanceLocation: string): (string | number)[] {
  let current = value;
  return pointerParts(instanceLocation).map((part) => {
    const key = Array.isArray(current) ? Number(part) : part;
    current = (Object(current) as Record<string | number, unknown>)[key];
    return key;
  });
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((current, key) => (Object(current) as Record<string | number, unknown>)[key], value);
}
