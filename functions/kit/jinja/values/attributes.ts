import { dictMethod } from '../methods/dicts.ts';
import { formatMethod } from '../methods/format.ts';
import { markupMethods } from '../methods/markup.ts';
import { floatAttribute, intAttribute } from '../methods/numbers.ts';
import { listMethods, rangeMethods, tupleMethods } from '../methods/sequences.ts';
import { textMethods } from '../methods/texts.ts';
import { PyDict } from './dict.ts';
import { boundMethod } from './functions.ts';
import { Range } from './range.ts';
import { PyList, PyTuple } from './sequences.ts';
import { isText, type Markup, PyObject, type Value } from './value.ts';

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
  if (name === 'format' || name === 'format_map') return formatMethod(value, name);
  if (typeof value === 'string') return boundMethod(textMethods, value, name);
  return boundMethod(markupMethods, value, name);
}

/** Attributes that every Python object has, or the common types. They are there in Python, and unsafe to touch. */
const DUNDERS = new Set(
  (
    'class delattr dict dir doc eq format ge getattribute getstate gt hash init init_subclass le lt module ne new reduce ' +
    'reduce_ex repr setattr sizeof str subclasshook add and bool contains getitem iter len mod mul rmul rmod abs int ' +
    'float index name qualname call globals code closure defaults func self mro bases subclasses next'
  )
    .split(' ')
    .map((name) => `__${name}__`),
);

/** Whether the sandbox of Jinja refuses an attribute of that name. */
export const isUnsafe = (name: string): boolean => DUNDERS.has(name);
