import { escapeValue } from '../values/escape.ts';
import { type Method, type Methods, methods } from '../values/functions.ts';
import { each } from '../values/iteration.ts';
import { PyList, PyTuple } from '../values/sequences.ts';
import { isText, Markup, type Value } from '../values/value.ts';
import { stripTags, unescapeText } from './html.ts';
import { join, textMethods } from './texts.ts';

/** Methods that give a Markup again, and escape the texts that they are given. */
const ESCAPING = (
  'capitalize title lower upper replace ljust rjust lstrip rstrip center strip translate expandtabs swapcase zfill ' +
  'partition rpartition'
).split(' ');

/** Methods that give Markups, with arguments as they are. */
const MARKED = ['split', 'rsplit', 'splitlines'];

function marked(value: Value): Value {
  if (typeof value === 'string') return new Markup(value);
  if (value instanceof PyList) return new PyList(value.items.map(marked));
  return value instanceof PyTuple ? new PyTuple(value.items.map(marked)) : value;
}

const escaped = (value: Value): Value => (value !== undefined && isText(value) ? escapeValue(value) : value);

function methodOfMarkup(name: string, { signature, run }: Method<string>): Method<Markup> {
  if (ESCAPING.includes(name)) {
    return { signature, run: (self, ...values) => marked(run(self.value, ...values.map(escaped))) };
  }
  if (MARKED.includes(name)) return { signature, run: (self, ...values) => marked(run(self.value, ...values)) };
  return { signature, run: (self, ...values) => run(self.value, ...values) };
}

function joinMarkup(self: Markup, values: Value): Value {
  const texts: Value[] = [];
  for (const value of each(values)) texts.push(escapeValue(value));
  return new Markup(join(self.value, new PyList(texts)));
}

/** Methods of Markup: those of str, with what they give marked as safe. */
export const markupMethods: Methods<Markup> = new Map([
  ...Array.from(textMethods, ([name, method]) => [name, methodOfMarkup(name, method)] as const),
  ...methods<Markup>({
    join: ['seq', joinMarkup],
    escape: ['s', (_, value) => escapeValue(value)],
    striptags: ['', (self) => stripTags(self.value)],
    unescape: ['', (self) => unescapeText(self.value)],
  }),
]);
