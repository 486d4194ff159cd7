import { charged } from '../meter.ts';
import { str } from './text.ts';
import { Markup, PyObject, type Value } from './value.ts';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&#39;', '"': '&#34;' };

/** A text with the five characters of HTML replaced by entities. */
export const escapeText = (text: string): string =>
  charged(text.replace(/[&<>'"]/g, (character) => ENTITIES[character] ?? character));

/** `escapeValue(value)`: what is safe as it is, anything else as text with entities. */
export function escapeValue(value: Value): Markup {
  if (value instanceof Markup) return value;
  const html = value instanceof PyObject ? value.html() : undefined;
  return new Markup(html ?? escapeText(str(value)));
}
