import { typeError } from '../errors.ts';
import { charge } from '../meter.ts';
import type { Site } from '../site.ts';
import { attributeOf, isUnsafe } from '../values/attributes.ts';
import { truth } from '../values/iteration.ts';
import { Undefined } from '../values/undefined.ts';
import { isText, plain, typeName, type Value } from '../values/value.ts';
import { type Filter, filters } from './filter.ts';
import { toJson } from './json.ts';
import { prettyPrint } from './pprint.ts';

function defaultTo(value: Value, fallback: Value, forFalse: Value): Value {
  charge(1);
  return value instanceof Undefined || (truth(forFalse) && !truth(value)) ? fallback : value;
}

/** An attribute alone, never an item. */
function attribute(site: Site, value: Value, name: Value): Value {
  if (!isText(name)) throw typeError(`attribute name must be string, not '${typeName(name)}'`);
  const key = plain(name);
  if (attributeOf(value, key) === undefined && !isUnsafe(value, key))
    return site.undefined({ owner: value, name: key });
  return site.attribute(value, key);
}

/** Filters on values of any kind. */
export const VALUE_FILTERS: readonly [string, Filter][] = filters({
  attr: ['name', attribute],
  d: ['default_value? boolean?', (_, value, fallback = '', forFalse = false) => defaultTo(value, fallback, forFalse)],
  default: [
    'default_value? boolean?',
    (_, value, fallback = '', forFalse = false) => defaultTo(value, fallback, forFalse),
  ],
  pprint: ['', (_, value) => prettyPrint(value)],
  tojson: ['indent?', (_, value, indent = null) => toJson(value, indent)],
});
