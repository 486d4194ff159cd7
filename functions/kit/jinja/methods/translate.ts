import { typeError, valueError } from '../errors.ts';
import { charge, charged } from '../meter.ts';
import { asInt } from '../values/convert.ts';
import { itemOf } from '../values/slices.ts';
import { isText, PyObject, plain, type Value } from '../values/value.ts';

/** `translate(table)`: characters by their code point, to a text, a code point, or nothing for None. */
export function translate(text: string, table: Value): string {
  if (!isText(table) && !(table instanceof PyObject && table.subscriptable)) {
    throw typeError('translate() table must take subscripts');
  }
  charge(text.length);
  return charged(Array.from(text, (character) => translated(character, table)).join(''));
}

function translated(character: string, table: Value): string {
  const by = itemOf(table, BigInt(character.codePointAt(0) ?? 0));
  if (by === undefined) return character;
  if (by === null) return '';
  if (isText(by)) return plain(by);
  const code = asInt(by);
  if (code === undefined) throw typeError('character mapping must return integer, None or str');
  if (code < 0n || code > 0x10ffffn) throw valueError('character mapping must be in range(0x110000)');
  return String.fromCodePoint(Number(code));
}
