import { ENDLESS, type Node, type RepeatKind, sequenceOf } from './nodes.ts';
import type { Reader } from './reader.ts';

const BOUNDS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['?', [0, 1]],
  ['*', [0, ENDLESS]],
  ['+', [1, ENDLESS]],
]);

/** What follows "{" of a repeat. */
const BRACES = /(\d*)(?:(,)(\d*))?\}/y;

/** The repeat whose first character has just been taken: repeats the last of the nodes. */
export function parseRepeat(reader: Reader, item: string, nodes: Node[]): void {
  const start = reader.position - 1;
  const bounds = BOUNDS.get(item) ?? takeBraces(reader);
  if (!bounds) {
    nodes.push({ type: 'literal', code: 0x7b });
    return;
  }
  const last = nodes.pop();
  if (!last || last.type === 'anchor') throw reader.error('There is nothing to repeat', start);
  if (last.type === 'repeat') throw reader.error('A repeat cannot be repeated: put it into a group', start);
  const [min, max] = bounds;
  const isBare = last.type === 'group' && last.index === undefined && last.add === 0 && last.remove === 0;
  const body = isBare ? last.body : sequenceOf([last]);
  nodes.push({ type: 'repeat', kind: takeKind(reader), min, max, body });
}

function takeKind(reader: Reader): RepeatKind {
  if (reader.takeIf('?')) return 'lazy';
  return reader.takeIf('+') ? 'possessive' : 'greedy';
}

/** The bounds after a "{"; undefined if it is no repeat, but the character itself. */
function takeBraces(reader: Reader): readonly [number, number] | undefined {
  const start = reader.position - 1;
  BRACES.lastIndex = reader.position;
  const [all, low = '', comma, high = ''] = BRACES.exec(reader.text) ?? [];
  if (all === undefined || all === '}') return undefined;
  reader.position += all.length;
  const min = low === '' ? 0 : boundOf(reader, low);
  if (comma === undefined) return [min, min];
  const max = high === '' ? ENDLESS : boundOf(reader, high);
  if (max < min) throw reader.error(`The most repeats, ${max}, are fewer than the least, ${min}`, start);
  return [min, max];
}

function boundOf(reader: Reader, digits: string): number {
  const bound = Number(digits);
  if (bound >= ENDLESS) throw reader.error(`A repeat of ${digits} is too many`, reader.position);
  return bound;
}
