import { parse } from 'qs';
import { invalid, type Json } from './answer.ts';

/** Parameters of a form or a query as the API writes them: `items[0][price]`, `metadata[key]`. All leaves are texts. */
export function readForm(text: string): Json {
  return parse(text, { depth: 8, arrayLimit: 100, parameterLimit: 1_000, plainObjects: false }) as Json;
}

/** Refuses what the API does not document. */
export function onlyKnown(params: Json, known: readonly string[]): void {
  const unknown = Object.keys(params).find((name) => name !== 'expand' && !known.includes(name));
  if (unknown !== undefined) throw invalid(`Received unknown parameter: ${unknown}`, unknown, 'parameter_unknown');
}

export function textOf(params: Json, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw invalid(`Invalid string: ${name}`, name);
  return value;
}

export function needText(params: Json, name: string): string {
  const value = textOf(params, name);
  if (value === undefined) throw invalid(`Missing required param: ${name}.`, name, 'parameter_missing');
  return value;
}

export function integerOf(params: Json, name: string): number | undefined {
  const text = textOf(params, name);
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw invalid(`Invalid integer: ${text}`, name, 'parameter_invalid_integer');
  return Number(text);
}

export function flagOf(params: Json, name: string): boolean | undefined {
  const text = textOf(params, name);
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false') throw invalid(`Invalid boolean: ${text}`, name);
  return text === 'true';
}

export function oneOf<Value extends string>(params: Json, name: string, values: readonly Value[]): Value | undefined {
  const text = textOf(params, name);
  const found = values.find((value) => value === text);
  if (text !== undefined && found === undefined) {
    throw invalid(`Invalid ${name}: must be one of ${values.join(', ')}`, name);
  }
  return found;
}

export function objectOf(params: Json, name: string): Json {
  const value = params[name];
  if (value === undefined || value === '') return {};
  if (typeof value !== 'object' || value === null) throw invalid(`Invalid object: ${name}`, name);
  return value as Json;
}

/** `metadata`: texts; an empty one deletes its key. */
export function metadataOf(params: Json, before: Json = {}): Json {
  const changes = objectOf(params, 'metadata');
  const merged = { ...before, ...changes };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
}

/** A list of objects, as qs makes it from indices. */
export function listOf(params: Json, name: string): Json[] {
  const value = params[name];
  if (value === undefined) return [];
  const items = Array.isArray(value) ? value : Object.values(value as Json);
  if (items.some((item) => typeof item !== 'object' || item === null)) throw invalid(`Invalid array: ${name}`, name);
  return items as Json[];
}
