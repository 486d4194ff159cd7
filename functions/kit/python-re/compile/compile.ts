import { ASCII, combineFlags, IGNORE_CASE } from '../flags.ts';
import type { Node, Sequence } from '../parse/nodes.ts';
import type { ParsedPattern } from '../parse/parse.ts';
import { anchorKind } from './anchors.ts';
import { apart, type Context } from './context.ts';
import { Emitter } from './emitter.ts';
import { firstOf, type Leading, leadingOf, startsAtStart, then } from './first.ts';
import * as op from './program.ts';
import { emitRepeat } from './repeats.ts';
import { isUnit, plainCode } from './units.ts';

/** Compiles a parsed pattern for the machine. */
export function compileProgram({ body, flags, asksForGroups, groupCount }: ParsedPattern): op.Program {
  const groupRegisters = 2 * (groupCount + 1);
  const emitter = new Emitter(groupRegisters);
  emitSequence(emitter, body, { flags, counters: asksForGroups ? undefined : [], next: undefined });
  emitter.emit(op.MATCH);
  return {
    ...emitter.finish(),
    groupRegisters,
    first: firstOf(body, flags),
    startsAtStart: startsAtStart(body, flags),
  };
}

function emitSequence(emitter: Emitter, { nodes }: Sequence, context: Context): void {
  const { flags } = context;
  const nexts = nextOfEach(nodes, context);
  let text = '';
  for (const [index, node] of nodes.entries()) {
    const code = isUnit(node) ? plainCode({ unit: node, flags }) : undefined;
    if (code !== undefined) {
      text += String.fromCharCode(code);
      continue;
    }
    emitter.emitText(text);
    text = '';
    const within = { ...context, next: nexts[index] };
    if (node.type !== 'repeat') emitNode(emitter, node, within);
    else emitRepeat(emitter, { node, context: within, body: (inside) => emitSequence(emitter, node.body, inside) });
  }
  emitter.emitText(text);
}

/** For each node, what has to follow it. */
function nextOfEach(nodes: readonly Node[], { flags, next }: Context): (Leading | undefined)[] {
  const nexts: (Leading | undefined)[] = [];
  let following = next;
  for (const [index, node] of [...nodes.entries()].reverse()) {
    nexts[index] = following;
    following = then(leadingOf(node, flags), following);
  }
  return nexts;
}

function emitNode(emitter: Emitter, node: Exclude<Node, { type: 'repeat' }>, context: Context): void {
  const { flags } = context;
  switch (node.type) {
    case 'literal':
    case 'set':
    case 'any':
      emitter.emitUnit({ unit: node, flags });
      return;
    case 'anchor':
      emitter.emit(op.ANCHOR, anchorKind(node.anchor, flags));
      return;
    case 'group':
      if (node.index !== undefined) emitter.emit(op.SAVE, 2 * node.index);
      emitSequence(emitter, node.body, { ...context, flags: combineFlags(flags, node.add, node.remove) });
      if (node.index !== undefined) emitter.emit(op.SAVE, 2 * node.index + 1);
      return;
    case 'atomic':
      emitter.emitAtomic(() => emitSequence(emitter, node.body, apart(flags)));
      return;
    case 'branch':
      emitBranch(emitter, node.options, context);
      return;
    case 'reference':
      emitter.emit(op.REFERENCE, node.group, flags & IGNORE_CASE ? 1 : 0, flags & ASCII ? 1 : 0);
      return;
    case 'condition': {
      const toNo = emitter.emitForward(op.CONDITION, node.group);
      emitSequence(emitter, node.yes, context);
      const toEnd = emitter.emitForward(op.JUMP);
      toNo();
      emitSequence(emitter, node.no, context);
      toEnd();
      return;
    }
    case 'look': {
      const register = emitter.newRegisters(2);
      const back = node.behind ? node.body.min : 0;
      const onFailure = node.negate ? emitter.emitForward(op.LOOK_NOT, register, back) : undefined;
      if (!onFailure) emitter.emit(op.LOOK, register, back);
      emitSequence(emitter, node.body, apart(flags));
      emitter.emit(node.negate ? op.LOOK_NOT_END : op.LOOK_END, register);
      onFailure?.();
    }
  }
}

function emitBranch(emitter: Emitter, options: readonly Sequence[], context: Context): void {
  const ends: (() => void)[] = [];
  for (const [index, option] of options.entries()) {
    const isLast = index === options.length - 1;
    const toNext = isLast ? undefined : emitter.emitForward(op.SPLIT);
    emitSequence(emitter, option, context);
    if (!isLast) ends.push(emitter.emitForward(op.JUMP));
    toNext?.();
  }
  for (const end of ends) end();
}
