import type { JsonSchema } from '../../../../schemas/json.ts';
import { isObject } from '../../../core/json/schema-property.ts';
import { lossOf } from '../exact-number.ts';

/** Types of JSON that a rule takes; a rule without types takes every type. */
export function typesOf(rule: JsonSchema): ReadonlySet<string> {
  if (rule.type !== undefined) return new Set([rule.type].flat().map(String));
  const union = [rule.anyOf, rule.oneOf].find(Array.isArray) as unknown[] | undefined;
  if (union) return new Set(union.flatMap((option) => (isObject(option) ? [...typesOf(option)] : ANY)));
  if (Array.isArray(rule.enum)) return new Set(rule.enum.map(typeOf));
  return new Set('const' in rule ? [typeOf(rule.const)] : ANY);
}

const ANY = ['null', 'boolean', 'number', 'string', 'array', 'object'];

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Plain decimal notation: neither an exponent nor a sign `+`, separators, or a zero too many at the beginning. */
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** A whole number has no point: in some countries `1.000` is a thousand. */
const WHOLE = /^-?(?:0|[1-9]\d*)$/;

/** The number that a text says; undefined if it could be read in two ways or loses digits. */
export function numberIn(text: string, types: ReadonlySet<string>): number | undefined {
  const notation = types.has('number') ? DECIMAL : WHOLE;
  if (!notation.test(text) || lossOf(text) !== undefined) return undefined;
  const value = Number(text);
  return Object.is(value, -0) ? undefined : value;
}

/** A number as text, if it is whole; undefined for fractions, whose last zeros are lost. */
export function textOfNumber(value: number): string | undefined {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : undefined;
}

/** Whether null is a value of its own for this rule. */
export function acceptsNull(rule: JsonSchema): boolean {
  return typesOf(rule).has('null');
}
