import type { JsonSchema } from '../../../../schemas/json.ts';
import { member } from '../read/json-value.ts';
import { usablePattern } from './patterns.ts';

/** Says something of a keyword of the schema at hand. */
export type Tell = (finding: { severity: 'note' | 'loss'; code: string; keyword: string; message: string }) => void;

const COUNTS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'];
const COUNTS_2020 = ['minContains', 'maxContains'];

/** Keywords that bound texts, numbers and sizes, as JSON Schema 2020-12 has them. */
export function boundsOf(node: unknown, tell: Tell): JsonSchema {
  const bounds: JsonSchema = {};
  for (const keyword of [...COUNTS, ...COUNTS_2020]) {
    const value = numberAt(node, keyword, tell);
    if (value !== undefined && value >= 0) bounds[keyword] = Math.trunc(value);
  }
  numericBounds(node, bounds, tell);
  if (member(node, 'uniqueItems') === true) bounds.uniqueItems = true;
  const pattern = member(node, 'pattern');
  if (typeof pattern === 'string') {
    const usable = usablePattern(pattern);
    if (usable !== undefined) bounds.pattern = usable;
    else {
      const message = `The pattern "${shown(pattern)}" is no regular expression of ECMA-262; it is not checked.`;
      tell({ severity: 'loss', code: 'unusable-pattern', keyword: 'pattern', message });
    }
  }
  return bounds;
}

function numericBounds(node: unknown, bounds: JsonSchema, tell: Tell): void {
  for (const [inclusive, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    const limit = numberAt(node, inclusive, tell);
    const excluding = member(node, exclusive);
    // OpenAPI 3.0 and Swagger 2.0: a boolean beside the limit.
    if (excluding === true && limit !== undefined) bounds[exclusive] = limit;
    else if (limit !== undefined) bounds[inclusive] = limit;
    if (typeof excluding !== 'boolean') {
      const own = numberAt(node, exclusive, tell);
      if (own !== undefined) bounds[exclusive] = own;
    }
  }
  const step = numberAt(node, 'multipleOf', tell);
  if (step !== undefined && step > 0) bounds.multipleOf = step;
}

function numberAt(node: unknown, keyword: string, tell: Tell): number | undefined {
  const value = member(node, keyword);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (Number.isFinite(read)) return read;
  const message = `"${keyword}" is ${shown(JSON.stringify(value))}, which is no number; it is not checked.`;
  tell({ severity: 'loss', code: 'unreadable-keyword', keyword, message });
  return undefined;
}

/** `enum` and `const`; values of an enum that are written as another type than the schema's are read as it. */
export function valuesOf(node: unknown, type: unknown, tell: Tell): JsonSchema {
  const values: JsonSchema = {};
  const listed = member(node, 'enum');
  if (Array.isArray(listed) && listed.length > 0) {
    const read = listed.map((value) => retyped(value, type));
    if (read.some((value, index) => value !== listed[index])) {
      const message = `Values of the enum are not of the type "${String(type)}"; they are read as such.`;
      tell({ severity: 'note', code: 'enum-retyped', keyword: 'enum', message });
    }
    values.enum = [...new Set(read)];
  } else if (listed !== undefined && !Array.isArray(listed)) {
    const message = '"enum" is no list; it is not checked.';
    tell({ severity: 'loss', code: 'unreadable-keyword', keyword: 'enum', message });
  }
  if (member(node, 'const') !== undefined) values.const = member(node, 'const');
  return values;
}

function retyped(value: unknown, type: unknown): unknown {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if ((type === 'integer' || type === 'number') && typeof value === 'string' && value.trim() !== '') {
    return Number.isFinite(Number(value)) ? Number(value) : value;
  }
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

const shown = (text: string) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
