import { charged } from '../meter.ts';
import { split } from './splitting.ts';

/** Entities by name that are resolved; Python knows all of HTML 5, templates make these. */
const NAMED = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
  ['copy', '©'],
  ['reg', '®'],
  ['laquo', '«'],
  ['raquo', '»'],
  ['hellip', '…'],
  ['ndash', '–'],
  ['mdash', '—'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['euro', '€'],
  ['middot', '·'],
  ['times', '×'],
  ['deg', '°'],
  ['szlig', 'ß'],
  ['auml', 'ä'],
  ['ouml', 'ö'],
  ['uuml', 'ü'],
  ['Auml', 'Ä'],
  ['Ouml', 'Ö'],
  ['Uuml', 'Ü'],
]);

const ENTITY = /&(?:#([0-9]{1,7}|[xX][0-9a-fA-F]{1,6});?|([a-zA-Z]{2,8});)/g;

/** Text with its entities resolved. */
export function unescapeText(text: string): string {
  return text.replace(ENTITY, (whole, number: string | undefined, name: string | undefined) => {
    if (number === undefined) return NAMED.get(name ?? '') ?? whole;
    const code = /^[xX]/.test(number) ? Number.parseInt(number.slice(1), 16) : Number.parseInt(number, 10);
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\ufffd' : String.fromCodePoint(code);
  });
}

/** Text without comments and tags, entities resolved, white space collapsed. */
export function stripTags(text: string): string {
  const bare = without(without(text, '<!--', '-->'), '<', '>');
  return charged(unescapeText(split(bare).join(' ')));
}

/** Cuts out everything from an opening to the next closing; an opening that is never closed stays. */
function without(text: string, opening: string, closing: string): string {
  let result = '';
  let position = 0;
  for (;;) {
    const start = text.indexOf(opening, position);
    const end = start < 0 ? -1 : text.indexOf(closing, start + opening.length);
    if (end < 0) return result + text.slice(position);
    result += text.slice(position, start);
    position = end + closing.length;
  }
}
