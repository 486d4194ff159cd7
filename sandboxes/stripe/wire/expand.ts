import { invalid, type Json } from './answer.ts';
import type { Objects } from './objects.ts';

/** Puts objects in place of their ids, along the paths of `expand[]`; the stored objects stay as they are. */
export function expand(body: unknown, params: Json, objects: Objects): unknown {
  const paths = params.expand === undefined ? [] : Object.values(params.expand as Json);
  let expanded = structuredClone(body);
  for (const path of paths) {
    if (typeof path !== 'string' || path.split('.').length > 4) throw invalid('Invalid expand', 'expand');
    expanded = along(expanded, path.split('.'), objects);
  }
  return expanded;
}

function along(value: unknown, path: readonly string[], objects: Objects): unknown {
  const [name, ...rest] = path;
  if (name === undefined || value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => along(item, path, objects));
  const object = value as Json;
  if (!(name in object)) throw invalid(`This property cannot be expanded (${name}).`, 'expand');
  const inner = object[name];
  const found = typeof inner === 'string' ? structuredClone(objects.find(inner)) : inner;
  return { ...object, [name]: along(found ?? inner, rest, objects) };
}
