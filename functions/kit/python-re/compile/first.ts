import { ANYTHING, type CharSet, charSetOf, hasCode } from '../chars/char-set.ts';
import { combineFlags, MULTILINE } from '../flags.ts';
import type { Node, Sequence } from '../parse/nodes.ts';
import { charSetOfUnit, isUnit } from './units.ts';

/** What a part of a pattern can begin with. */
export interface Leading {
  readonly sets: readonly CharSet[];
  /** Whether the part may be empty, so that what follows it can be at its beginning. */
  readonly mayBeEmpty: boolean;
}

/** Of more sets than this, nothing is known: to look into them would cost more than it spares. */
const MOST_SETS = 8;
const EMPTY: Leading = { sets: [], mayBeEmpty: true };

/** What a node can begin with; undefined for anything. */
export function leadingOf(node: Node, flags: number): Leading | undefined {
  if (isUnit(node)) return { sets: [charSetOfUnit({ unit: node, flags })], mayBeEmpty: false };
  switch (node.type) {
    case 'group':
      return leadingOfSequence(node.body, combineFlags(flags, node.add, node.remove));
    case 'atomic':
      return leadingOfSequence(node.body, flags);
    case 'repeat': {
      const body = leadingOfSequence(node.body, flags);
      return body && { ...body, mayBeEmpty: body.mayBeEmpty || node.min === 0 };
    }
    case 'branch':
      return node.options.map((option) => leadingOfSequence(option, flags)).reduce(either);
    case 'reference':
    case 'condition':
      return undefined;
    default:
      return EMPTY;
  }
}

/** What comes first of a part and of what follows it. */
export function then(part: Leading | undefined, next: Leading | undefined): Leading | undefined {
  if (!part?.mayBeEmpty) return part;
  const both = either(part, next);
  return both && { ...both, mayBeEmpty: next?.mayBeEmpty ?? true };
}

function either(one: Leading | undefined, other: Leading | undefined): Leading | undefined {
  if (!one || !other) return undefined;
  const sets = [...new Set([...one.sets, ...other.sets])];
  return sets.length > MOST_SETS ? undefined : { sets, mayBeEmpty: one.mayBeEmpty || other.mayBeEmpty };
}

function leadingOfSequence({ nodes }: Sequence, flags: number): Leading | undefined {
  let leading: Leading | undefined = EMPTY;
  for (const node of nodes) {
    leading = then(leading, leadingOf(node, flags));
    if (!leading?.mayBeEmpty) break;
  }
  return leading;
}

/** The one set of all that can be first; undefined if nothing can be ruled out. */
export function setOf(leading: Leading | undefined): CharSet | undefined {
  if (!leading || leading.mayBeEmpty) return undefined;
  const [only = ANYTHING, ...others] = leading.sets;
  const set = others.length === 0 ? only : charSetOf((code) => leading.sets.some((one) => hasCode(one, code)));
  return set.table.includes(0) ? set : undefined;
}

/** What a sequence can begin with; undefined if it may be empty, or begin with anything. */
export const firstOf = (sequence: Sequence, flags: number): CharSet | undefined =>
  setOf(leadingOfSequence(sequence, flags));

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
