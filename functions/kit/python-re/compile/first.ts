import { type CharSet, charSetOf, hasCode } from '../chars/char-set.ts';
import { combineFlags, MULTILINE } from '../flags.ts';
import type { Node, Sequence } from '../parse/nodes.ts';
import { charSetOfUnit, isUnit } from './units.ts';

/** What a sequence can begin with; undefined if it may be empty, or begin with anything. */
export function firstOf(sequence: Sequence, flags: number): CharSet | undefined {
  const sets: CharSet[] = [];
  if (!collect(sequence, flags, sets)) return undefined;
  const [only] = sets;
  return only && sets.length === 1 ? only : charSetOf((code) => sets.some((set) => hasCode(set, code)));
}

/** Adds what the sequence can begin with. Whether that is all that can stand there. */
function collect({ nodes }: Sequence, flags: number, sets: CharSet[]): boolean {
  return nodes.some((node) => closes(node, flags, sets)) && sets.every(({ table }) => table.includes(0));
}

/** Adds what the node can begin with. Whether nothing after the node can be at the beginning. */
function closes(node: Node, flags: number, sets: CharSet[]): boolean {
  if (isUnit(node)) {
    sets.push(charSetOfUnit({ unit: node, flags }));
    return true;
  }
  switch (node.type) {
    case 'group':
      return closesBody(node.body, combineFlags(flags, node.add, node.remove), sets);
    case 'atomic':
      return closesBody(node.body, flags, sets);
    case 'repeat':
      return closesBody(node.body, flags, sets) && node.min > 0;
    case 'branch':
      return node.options.map((option) => closesBody(option, flags, sets)).every((closed) => closed);
    case 'reference':
    case 'condition':
      sets.push(charSetOf(() => true));
      return false;
    default:
      return false;
  }
}

const closesBody = ({ nodes }: Sequence, flags: number, sets: CharSet[]): boolean =>
  nodes.some((node) => closes(node, flags, sets));

/** Whether a sequence matches at the start of the text only. */
export function startsAtStart({ nodes }: Sequence, flags: number): boolean {
  const [node] = nodes;
  switch (node?.type) {
    case 'anchor':
      return node.anchor === 'start' || (node.anchor === 'caret' && (flags & MULTILINE) === 0);
    case 'group':
      return startsAtStart(node.body, combineFlags(flags, node.add, node.remove));
    case 'atomic':
      return startsAtStart(node.body, flags);
    case 'branch':
      return node.options.every((option) => startsAtStart(option, flags));
    default:
      return false;
  }
}
