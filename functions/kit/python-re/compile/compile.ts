import { ASCII, combineFlags, IGNORE_CASE } from '../flags.ts';
import { ENDLESS, type Node, type Sequence } from '../parse/nodes.ts';
import type { ParsedPattern } from '../parse/parse.ts';
import { anchorKind } from './anchors.ts';
import { Emitter } from './emitter.ts';
import { firstOf, startsAtStart } from './first.ts';
import * as op from './program.ts';
import { isUnit, leadingCode, onlyUnit, plainCode } from './units.ts';

/** Compiles a parsed pattern for the machine. */
export function compileProgram({ body, flags, groupCount }: ParsedPattern): op.Program {
  const emitter = new Emitter(2 * (groupCount + 1));
  emitSequence(emitter, body, flags);
  emitter.emit(op.MATCH);
  return { ...emitter.finish(), first: firstOf(body, flags), startsAtStart: startsAtStart(body, flags) };
}

function emitSequence(emitter: Emitter, { nodes }: Sequence, flags: number): void {
  let text = '';
  for (const [index, node] of nodes.entries()) {
    const code = isUnit(node) ? plainCode({ unit: node, flags }) : undefined;
    if (code !== undefined) {
      text += String.fromCharCode(code);
      continue;
    }
    emitter.emitText(text);
    text = '';
    emitNode(emitter, node, { flags, next: leadingCode(nodes, index + 1, flags) });
  }
  emitter.emitText(text);
}

/** Flags at a node's place, and the code unit that follows it, if that is known. */
interface Surroundings {
  readonly flags: number;
  readonly next: number | undefined;
}

function emitNode(emitter: Emitter, node: Node, { flags, next }: Surroundings): void {
  if (isUnit(node)) {
    emitter.emitUnit({ unit: node, flags });
    return;
  }
  switch (node.type) {
    case 'anchor':
      emitter.emit(op.ANCHOR, anchorKind(node.anchor, flags));
      return;
    case 'group': {
      if (node.index !== undefined) emitter.emit(op.SAVE, 2 * node.index);
      emitSequence(emitter, node.body, combineFlags(flags, node.add, node.remove));
      if (node.index !== undefined) emitter.emit(op.SAVE, 2 * node.index + 1);
      return;
    }
    case 'atomic':
      emitter.emitAtomic(() => emitSequence(emitter, node.body, flags));
      return;
    case 'branch':
      emitBranch(emitter, node.options, flags);
      return;
    case 'repeat':
      emitRepeat(emitter, node, { flags, next });
      return;
    case 'reference':
      emitter.emit(op.REFERENCE, node.group, flags & IGNORE_CASE ? 1 : 0, flags & ASCII ? 1 : 0);
      return;
    case 'condition': {
      const toNo = emitter.emitForward(op.CONDITION, node.group);
      emitSequence(emitter, node.yes, flags);
      const toEnd = emitter.emitForward(op.JUMP);
      toNo();
      emitSequence(emitter, node.no, flags);
      toEnd();
      return;
    }
    case 'look': {
      const register = emitter.newRegisters(2);
      const back = node.behind ? node.body.min : 0;
      const onFailure = node.negate ? emitter.emitForward(op.LOOK_NOT, register, back) : undefined;
      if (!onFailure) emitter.emit(op.LOOK, register, back);
      emitSequence(emitter, node.body, flags);
      emitter.emit(node.negate ? op.LOOK_NOT_END : op.LOOK_END, register);
      onFailure?.();
    }
  }
}

function emitBranch(emitter: Emitter, options: readonly Sequence[], flags: number): void {
  const ends: (() => void)[] = [];
  for (const [index, option] of options.entries()) {
    const isLast = index === options.length - 1;
    const toNext = isLast ? undefined : emitter.emitForward(op.SPLIT);
    emitSequence(emitter, option, flags);
    if (!isLast) ends.push(emitter.emitForward(op.JUMP));
    toNext?.();
  }
  for (const end of ends) end();
}

type Repeat = Extract<Node, { type: 'repeat' }>;

const UNIT_REPEATS = { greedy: op.GREEDY, lazy: op.LAZY, possessive: op.POSSESSIVE } as const;
const turns = (count: number): number => Math.min(count, op.MOST_TURNS);

function emitRepeat(emitter: Emitter, node: Repeat, { flags, next }: Surroundings): void {
  const unit = onlyUnit(node.body, flags);
  if (unit) {
    emitter.emit(UNIT_REPEATS[node.kind], emitter.setIndex(unit), turns(node.min), turns(node.max), next ?? -1);
    return;
  }
  const body = () => emitSequence(emitter, node.body, flags);
  if (node.kind === 'possessive') {
    // Each turn is atomic, and so are all turns together.
    emitter.emitAtomic(() => emitTurns(emitter, node, () => emitter.emitAtomic(body)));
  } else {
    emitTurns(emitter, node, body);
  }
}

function emitTurns(emitter: Emitter, { kind, min, max, body: { min: width } }: Repeat, body: () => void): void {
  const isLazy = kind === 'lazy';
  if (min === 0 && max === 1) {
    emitter.emitOptional(isLazy, body);
  } else if (max === ENDLESS && min <= 1 && width > 0) {
    const plus = () => {
      const start = emitter.address;
      body();
      if (isLazy) {
        emitter.emit(op.SPLIT, start);
      } else {
        const toEnd = emitter.emitForward(op.SPLIT);
        emitter.emit(op.JUMP, start);
        toEnd();
      }
    };
    if (min === 1) plus();
    else emitter.emitOptional(isLazy, plus);
  } else {
    const counter = emitter.newRegisters(2);
    emitter.emit(op.LOOP_START, counter);
    const toCheck = emitter.emitForward(op.JUMP);
    const start = emitter.address;
    body();
    toCheck();
    const toEnd = emitter.emitForward(op.LOOP_CHECK, counter, turns(min), turns(max), start);
    emitter.emitOptional(isLazy, () => emitter.emit(op.LOOP_TURN, counter, start));
    toEnd();
  }
}
