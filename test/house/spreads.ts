/** Functions that take as many arguments as data has, if data is spread into them. */
const CALL = /(?:\.push|\.unshift|\bMath\.(?:max|min))\(/g;

const OPENING = '([{';
const CLOSING = ')]}';

/** Arguments of a call that are spread, as they stand in the text; `...[a, b]` is a literal and left out. */
function spreadArguments(text: string, start: number): string[] {
  const found: string[] = [];
  let depth = 1;
  for (let place = start; place < text.length && depth > 0; place += 1) {
    const character = text[place] ?? '';
    if (depth === 1 && text.startsWith('...', place) && text[place + 3] !== '[') {
      found.push(text.slice(place, place + 40).split('\n')[0] ?? '');
    }
    if (OPENING.includes(character)) depth += 1;
    if (CLOSING.includes(character)) depth -= 1;
  }
  return found;
}

/**
 * Places in which something other than a literal is spread into the arguments of `push`, `unshift`, `Math.max` or
 * `Math.min`. Node refuses above some 125,000 arguments, so such a line fails on the day on which data has grown.
 *
 * @returns `line: text`, with lines from 1
 */
export function spreadsIn(text: string): string[] {
  return [...text.matchAll(CALL)].flatMap(({ index, 0: call }) => {
    const line = text.slice(0, index).split('\n').length;
    return spreadArguments(text, index + call.length).map((spread) => `${line}: ${call}${spread}`);
  });
}
