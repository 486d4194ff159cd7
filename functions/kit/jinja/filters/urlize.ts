import { charge, charged } from '../meter.ts';
import { lengthOf, SPACE, sliceText } from '../values/characters.ts';
import { escapeText } from '../values/escape.ts';

export interface LinkOptions {
  /** Characters of an address that are shown. */
  readonly limit: number | undefined;
  readonly target: string | undefined;
  readonly rel: string;
  readonly extraSchemes: readonly string[];
}

const WORDS = new RegExp(`([${SPACE}]+)`);
const LEADING = /^(?:[(<]|&lt;)+/;
const W = '[\\p{L}\\p{N}_]';

const ADDRESS = new RegExp(
  [
    '^(?:',
    `(?:https?:\\/\\/|www\\.)(?:(?:[\\p{L}\\p{N}_%-]+\\.)+)?(?:[a-z]{2,63}|xn--[\\p{L}\\p{N}_%]{2,59})`,
    '|(?:[\\p{L}\\p{N}_%-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)',
    '|https?:\\/\\/(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\])',
    ')(?::\\d{1,5})?(?:[/?#]\\S*)?$',
  ].join(''),
  'iu',
);
const MAIL = new RegExp(`^\\S+@${W}[\\p{L}\\p{N}_.-]*\\.${W}+$`, 'u');

/** Text, escaped before, with its addresses made into links. */
export function urlize(text: string, options: LinkOptions): string {
  const words = text.split(WORDS).map((word) => linkWord(word, options));
  return charged(words.join(''));
}

function linkWord(word: string, options: LinkOptions): string {
  // The patterns may go over a word once for each of its characters.
  charge(1 + Math.ceil((word.length * word.length) / 4096));
  const head = LEADING.exec(word)?.[0] ?? '';
  let [middle, tail] = splitTail(word.slice(head.length));
  for (const [opening, closing] of [
    ['(', ')'],
    ['<', '>'],
    ['&lt;', '&gt;'],
  ] as const) {
    [middle, tail] = rebalance(middle, tail, opening, closing);
  }
  return head + link(middle, options) + tail;
}

const TAIL_ENDS = [')', '>', '.', ',', '\n', '&gt;'];

/** Punctuation at the end is no part of an address. */
function splitTail(text: string): [string, string] {
  let end = text.length;
  for (;;) {
    const ending = TAIL_ENDS.find((one) => text.slice(0, end).endsWith(one));
    if (ending === undefined) return [text.slice(0, end), text.slice(end)];
    end -= ending.length;
  }
}

const count = (text: string, part: string) => text.split(part).length - 1;

/** Closing brackets go back to an address that has the opening ones. */
function rebalance(middle: string, tail: string, opening: string, closing: string): [string, string] {
  const opened = count(middle, opening);
  if (opened <= count(middle, closing)) return [middle, tail];
  let [inside, outside] = [middle, tail];
  for (let times = Math.min(opened, count(tail, closing)); times > 0; times -= 1) {
    const end = outside.indexOf(closing) + closing.length;
    inside += outside.slice(0, end);
    outside = outside.slice(end);
  }
  return [inside, outside];
}

function link(text: string, options: LinkOptions): string {
  const attributes =
    (options.rel === '' ? '' : ` rel="${escapeText(options.rel)}"`) +
    (options.target === undefined || options.target === '' ? '' : ` target="${escapeText(options.target)}"`);
  if (ADDRESS.test(text)) {
    const address = /^https?:\/\//.test(text) ? text : `https://${text}`;
    return `<a href="${address}"${attributes}>${shortened(text, options.limit)}</a>`;
  }
  if (text.startsWith('mailto:') && MAIL.test(text.slice(7))) return `<a href="${text}">${text.slice(7)}</a>`;
  if (text.includes('@') && !text.startsWith('www.') && !text.includes(':') && MAIL.test(text)) {
    return `<a href="mailto:${text}">${text}</a>`;
  }
  return options.extraSchemes.reduce(
    (shown, scheme) =>
      shown !== scheme && shown.startsWith(scheme) ? `<a href="${shown}"${attributes}>${shown}</a>` : shown,
    text,
  );
}

const shortened = (text: string, limit: number | undefined) =>
  limit !== undefined && lengthOf(text) > limit ? `${sliceText(text, 0, limit)}...` : text;
