import { categoryOf, controlOf, literalOf, octalOf } from './escapes.ts';
import type { Node, SetItem } from './nodes.ts';
import type { Reader } from './reader.ts';

const single = (code: number): SetItem => ({ type: 'range', low: code, high: code });

/** The set whose "[" has just been taken. */
export function parseSet(reader: Reader): Node {
  const start = reader.position - 1;
  const negate = reader.takeIf('^');
  const items: SetItem[] = [];
  for (;;) {
    const from = reader.position;
    const item = takeItem(reader, start);
    if (item === ']' && items.length > 0) break;
    const low = itemOf(reader, item);
    if (!reader.takeIf('-')) {
      items.push(low);
      continue;
    }
    const next = takeItem(reader, start);
    if (next === ']') {
      items.push(low, single(0x2d));
      break;
    }
    const high = itemOf(reader, next);
    if (low.type !== 'range' || high.type !== 'range' || high.high < low.low) {
      throw reader.error(`${reader.text.slice(from, reader.position)} is no range`, from);
    }
    items.push({ type: 'range', low: low.low, high: high.high });
  }
  const [only] = items;
  const isLiteral = items.length === 1 && only?.type === 'range' && only.low === only.high && !negate;
  return isLiteral ? { type: 'literal', code: only.low } : { type: 'set', items, negate };
}

function takeItem(reader: Reader, start: number): string {
  const item = reader.take();
  if (item === '') throw reader.error('The set is not closed with "]"', start);
  return item;
}

function itemOf(reader: Reader, item: string): SetItem {
  if (!item.startsWith('\\')) return single(item.codePointAt(0) ?? 0);
  const control = controlOf(item);
  if (control !== undefined) return single(control);
  const category = categoryOf(item);
  if (category) return category;
  if (/^\\[0-7]$/.test(item)) {
    const digits = item.slice(1) + reader.takeWhile(/[0-7]/, 2);
    return single(octalOf(reader, digits));
  }
  if (/^\\[89]$/.test(item)) throw reader.error(`${item} is no escape`, reader.position - 2);
  return single(literalOf(reader, item));
}
