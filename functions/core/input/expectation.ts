import type { JsonSchema } from '../../../schemas/json.ts';
import { isObject } from '../json/schema-property.ts';

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a date, YYYY-MM-DD',
  'date-time': 'a time in ISO 8601 with its time zone',
  time: 'a time of day in ISO 8601',
  email: 'an e-mail address',
  uuid: 'a UUID',
  uri: 'a URL',
};

/** What a field should be, in words: its description, or else the rule itself. */
export function expectationOf(rule: JsonSchema | undefined): string {
  return typeof rule?.description === 'string' ? rule.description : rangeOf(rule);
}

/** Type and limits that a rule sets, in words: `a whole number from 1 to 100`, `one of day, week`. */
export function rangeOf(rule: JsonSchema | undefined): string {
  if (!rule) return 'what the input schema of the tool says';
  if (Array.isArray(rule.enum)) return `one of ${rule.enum.map(quoted).join(', ')}`;
  if ('const' in rule) return quoted(rule.const);
  const union = [rule.anyOf, rule.oneOf].find(Array.isArray) as unknown[] | undefined;
  if (union) return union.map((option) => rangeOf(isObject(option) ? option : undefined)).join(' or ');
  const types = [rule.type].flat().filter((type) => typeof type === 'string');
  return types.length === 0 ? rangeOf(undefined) : types.map((type) => rangeOfType(type, rule)).join(' or ');
}

/** The same for a value of a wrong type. A description says more of a text than its length. */
export function expectedType(rule: JsonSchema | undefined): string {
  const isText = rule?.type === 'string' && rule.enum === undefined && typeof rule.description === 'string';
  return isText ? `text: ${rule.description}` : rangeOf(rule);
}

/** The same for a value out of its range. If a text has a form, its description says more than its length. */
export function expectedRange(rule: JsonSchema | undefined): string {
  const hasForm = rule?.type === 'string' && rule.pattern !== undefined && rule.enum === undefined;
  return hasForm ? expectationOf(rule) : rangeOf(rule);
}

function rangeOfType(type: string, rule: JsonSchema): string {
  switch (type) {
    case 'integer':
    case 'number':
      return `${type === 'integer' ? 'a whole number' : 'a number'}${numbers(rule)}`;
    case 'string':
      return FORMATS[String(rule.format)] ?? `text${sizes(rule.minLength, rule.maxLength, 'character')}${form(rule)}`;
    case 'array':
      return `a list${sizes(rule.minItems, rule.maxItems, 'item')}`;
    case 'object':
      return 'an object';
    case 'boolean':
      return 'true or false';
    default:
      return type;
  }
}

const form = ({ pattern }: JsonSchema) => (typeof pattern === 'string' ? ` that matches ${pattern}` : '');

/** Bounds that JSON sets anyway. */
const BOUNDS = new Set<unknown>([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]);

function numbers(rule: JsonSchema): string {
  const [minimum, maximum] = [rule.minimum, rule.maximum].map((bound) => (BOUNDS.has(bound) ? undefined : bound));
  const { exclusiveMinimum, exclusiveMaximum } = rule;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const bounds = [
    ...(minimum === undefined ? [] : [`of at least ${minimum}`]),
    ...(maximum === undefined ? [] : [`of at most ${maximum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
  ];
  return bounds.length === 0 ? '' : ` ${bounds.join(' and ')}`;
}

function sizes(least: unknown, most: unknown, unit: string): string {
  const units = (count: unknown) => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (least !== undefined && least === most) return ` of ${units(least)}`;
  if (least !== undefined && most !== undefined) return ` of ${least} to ${units(most)}`;
  if (most !== undefined) return ` of at most ${units(most)}`;
  return least === undefined ? '' : ` of at least ${units(least)}`;
}

const quoted = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
