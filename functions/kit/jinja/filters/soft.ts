import { chargeReading } from '../meter.ts';
import { str } from '../values/text.ts';
import { isText, Markup, plain, type Text, type Value } from '../values/value.ts';

/** A value as text; a Markup stays one. */
export function softText(value: Value): Text {
  const text = isText(value) ? value : str(value);
  chargeReading(plain(text));
  return text;
}

/** Does something to the characters of a value; what comes of a Markup is one. */
export function onText(value: Value, change: (text: string) => string): Text {
  const text = softText(value);
  return text instanceof Markup ? new Markup(change(text.value)) : change(text);
}

/** The characters of a value as text. */
export const softPlain = (value: Value): string => plain(softText(value));
