import { isDigit, lower } from '../methods/casing.ts';
import type { Site } from '../site.ts';
import { parseInteger } from '../values/convert.ts';
import { Undefined } from '../values/undefined.ts';
import { isText, Markup, plain, type Value } from '../values/value.ts';

/** Takes something out of an item. */
export type Getter = (item: Value) => Value;

/** Texts in lower case, other values as they are. */
export function ignoreCase(value: Value): Value {
  if (typeof value === 'string') return lower(value);
  return value instanceof Markup ? new Markup(lower(value.value)) : value;
}

/** Steps of an attribute such as `interface.0.name`. */
function stepsOf(attribute: Value): Value[] {
  if (attribute === null) return [];
  if (!isText(attribute)) return [attribute];
  return plain(attribute)
    .split('.')
    .map((step) => (isDigit(step) ? parseInteger(step, 10) : step));
}

/** A getter of an attribute, which may have several steps; None is the item itself. */
export function getterOf(
  site: Site,
  attribute: Value,
  { fallback = null, after }: { fallback?: Value; after?: Getter } = {},
): Getter {
  const steps = stepsOf(attribute);
  return (item) => {
    let value = item;
    for (const step of steps) {
      value = site.subscript(value, step);
      if (fallback !== null && value instanceof Undefined) value = fallback;
    }
    return after ? after(value) : value;
  };
}

/** A getter of several attributes, separated by commas. */
export function gettersOf(site: Site, attribute: Value, after?: Getter): (item: Value) => Value[] {
  const attributes: Value[] = isText(attribute) ? plain(attribute).split(',') : [attribute];
  const getters = attributes.map((one) => getterOf(site, one, after ? { after } : {}));
  return (item) => getters.map((get) => get(item));
}
