import { chargeReading } from '../meter.ts';
import { dictMethod } from '../methods/dicts.ts';
import { formatMethod } from '../methods/format.ts';
import { markupMethods } from '../methods/markup.ts';
import { floatAttribute, intAttribute } from '../methods/numbers.ts';
import { listMethods, rangeMethods, tupleMethods } from '../methods/sequences.ts';
import { textMethods } from '../methods/texts.ts';
import { PyDict } from './dict.ts';
import { boundMethod } from './functions.ts';
import { Namespace } from './namespace.ts';
import { Range } from './range.ts';
import { PyList, PyTuple } from './sequences.ts';
import { isText, type Markup, PyObject, plain, type Value } from './value.ts';

/**
 * `getattr(value, name)`: a method or property out of the closed tables of this package. No JavaScript property is ever
 * read by a name that comes from a template.
 */
export function attributeOf(value: Value, name: string): Value | undefined {
  if (isText(value)) return textAttribute(value, name);
  if (value instanceof PyDict) return dictMethod(value, name);
  if (value instanceof PyList) return boundMethod(listMethods, value, name);
  if (value instanceof Range) return value.attribute(name) ?? boundMethod(rangeMethods, value, name);
  if (value instanceof PyTuple) return value.attribute(name) ?? boundMethod(tupleMethods, value, name);
  if (value instanceof PyObject) return value.attribute(name);
  if (typeof value === 'number') return floatAttribute(value, name);
  return value === null ? undefined : intAttribute(value, name);
}

function textAttribute(value: string | Markup, name: string): Value | undefined {
  // Most methods go over all of the text.
  chargeReading(plain(value));
  if (name === 'format' || name === 'format_map') return formatMethod(value, name);
  if (typeof value === 'string') return boundMethod(textMethods, value, name);
  return boundMethod(markupMethods, value, name);
}

const dunders = (names: string) => new Set(names.split(' ').map((name) => `__${name}__`));

/** Attributes that every Python object has, those that have items, and those that can be called. */
const OF_ALL = dunders(
  'class delattr dir doc eq format ge getattribute getstate gt hash init init_subclass le lt ne new reduce reduce_ex ' +
    'repr setattr sizeof str subclasshook',
);
const OF_CONTAINERS = dunders('len getitem iter contains');
const OF_CALLABLES = dunders('call name qualname self');

/** Whether Python has an attribute of that name, which the sandbox of Jinja refuses. */
export function isUnsafe(value: Value, name: string): boolean {
  if (value instanceof Namespace) return name === '__class__';
  if (OF_ALL.has(name)) return true;
  const hasItems = isText(value) || (value instanceof PyObject && value.subscriptable);
  return (
    (hasItems && OF_CONTAINERS.has(name)) || (value instanceof PyObject && value.callable && OF_CALLABLES.has(name))
  );
}
