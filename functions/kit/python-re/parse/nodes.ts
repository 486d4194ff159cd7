/** Widest that a repeat may be: Python's MAXREPEAT stands for "without end". */
export const ENDLESS = 4294967295;

/** Least and most code points that something matches. */
export interface Width {
  readonly min: number;
  readonly max: number;
}

export interface Sequence extends Width {
  readonly nodes: readonly Node[];
}

export type Category = 'digit' | 'space' | 'word';

export type SetItem =
  | { readonly type: 'range'; readonly low: number; readonly high: number }
  | { readonly type: 'category'; readonly category: Category; readonly negate: boolean };

/** `^`, `$`, `\A`, `\Z`, `\b`, `\B`, in this order. */
export type Anchor = 'caret' | 'dollar' | 'start' | 'end' | 'boundary' | 'inside';

export type RepeatKind = 'greedy' | 'lazy' | 'possessive';

export type Node =
  | { readonly type: 'literal'; readonly code: number }
  | { readonly type: 'set'; readonly items: readonly SetItem[]; readonly negate: boolean }
  | { readonly type: 'any' }
  | { readonly type: 'anchor'; readonly anchor: Anchor }
  | { readonly type: 'branch'; readonly options: readonly Sequence[] }
  | {
      readonly type: 'group';
      /** Number of a capturing group; undefined for `(?:…)` and `(?i:…)`. */
      readonly index: number | undefined;
      readonly add: number;
      readonly remove: number;
      readonly body: Sequence;
    }
  | { readonly type: 'atomic'; readonly body: Sequence }
  | {
      readonly type: 'repeat';
      readonly kind: RepeatKind;
      readonly min: number;
      /** ENDLESS if there is no bound. */
      readonly max: number;
      readonly body: Sequence;
    }
  | { readonly type: 'reference'; readonly group: number; readonly width: Width }
  | { readonly type: 'condition'; readonly group: number; readonly yes: Sequence; readonly no: Sequence }
  | { readonly type: 'look'; readonly behind: boolean; readonly negate: boolean; readonly body: Sequence };

/** A sequence with its width, which look-behind needs, and the loop's guard against empty turns. */
export function sequenceOf(nodes: readonly Node[]): Sequence {
  let min = 0;
  let max = 0;
  for (const node of nodes) {
    const width = widthOf(node);
    min += width.min;
    max += width.max;
  }
  return { nodes, min: Math.min(min, ENDLESS - 1), max: Math.min(max, ENDLESS) };
}

const ONE: Width = { min: 1, max: 1 };
const NONE: Width = { min: 0, max: 0 };

function widthOf(node: Node): Width {
  switch (node.type) {
    case 'literal':
    case 'set':
    case 'any':
      return ONE;
    case 'anchor':
    case 'look':
      return NONE;
    case 'group':
    case 'atomic':
      return node.body;
    case 'reference':
      return node.width;
    case 'repeat':
      return { min: node.body.min * node.min, max: node.body.max * node.max };
    case 'branch':
      return {
        min: node.options.reduce((least, { min }) => Math.min(least, min), ENDLESS - 1),
        max: node.options.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY),
      };
    case 'condition':
      return {
        min: Math.min(node.yes.min, node.no.min),
        max: Math.max(node.yes.max, node.no.max),
      };
  }
}
