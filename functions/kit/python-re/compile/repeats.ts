import { ENDLESS, type Node } from '../parse/nodes.ts';
import { apart, type Context } from './context.ts';
import type { Emitter } from './emitter.ts';
import { setOf } from './first.ts';
import * as op from './program.ts';
import { charSetOfUnit, onlyUnit } from './units.ts';

type Repeat = Extract<Node, { type: 'repeat' }>;

const UNIT_REPEATS = { greedy: op.GREEDY, lazy: op.LAZY, possessive: op.POSSESSIVE } as const;
const turns = (count: number): number => Math.min(count, op.MOST_TURNS);

/** Emits one turn of a repeat. */
type EmitBody = (context: Context) => void;

interface RepeatParts {
  readonly node: Repeat;
  readonly context: Context;
  readonly body: EmitBody;
}

export function emitRepeat(emitter: Emitter, { node, context, body }: RepeatParts): void {
  const { flags } = context;
  const unit = onlyUnit(node.body, flags);
  if (unit) {
    const next = setOf(context.next);
    const nextIndex = next ? emitter.setIndex(next) : -1;
    const set = emitter.setIndex(charSetOfUnit(unit));
    emitter.emit(UNIT_REPEATS[node.kind], set, turns(node.min), turns(node.max), nextIndex);
  } else if (node.kind === 'possessive') {
    // Each turn is atomic, and so are all turns together.
    const inside = apart(flags);
    emitter.emitAtomic(() => emitTurns(emitter, node, inside, () => emitter.emitAtomic(() => body(inside))));
  } else {
    emitTurns(emitter, node, context, body);
  }
}

function emitTurns(emitter: Emitter, node: Repeat, context: Context, body: EmitBody): void {
  const { min, max } = node;
  const isLazy = node.kind === 'lazy';
  if (min === 0 && max === 1) emitter.emitOptional(isLazy, () => body(context));
  else if (max !== ENDLESS || min > 1 || node.body.min === 0) emitCounted(emitter, node, context, body);
  else if (min === 1) emitEndless(emitter, isLazy, context, body);
  else emitter.emitOptional(isLazy, () => emitEndless(emitter, isLazy, context, body));
}

/** One turn or more of a body that cannot be empty: nothing has to be counted. */
function emitEndless(emitter: Emitter, isLazy: boolean, context: Context, body: EmitBody): void {
  const start = emitter.address;
  body({ ...context, next: undefined });
  if (context.counters) emitter.emitCheckpoint(context.counters);
  if (isLazy) {
    emitter.emit(op.SPLIT, start);
    return;
  }
  const toEnd = emitter.emitForward(op.SPLIT);
  emitter.emit(op.JUMP, start);
  toEnd();
}

function emitCounted(emitter: Emitter, { kind, min, max }: Repeat, context: Context, body: EmitBody): void {
  const counter = emitter.newRegisters(2);
  // Else the rest of the match depends on the count too.
  const isUncounted = min <= 1 && max === ENDLESS;
  const counters = isUncounted && context.counters ? [...context.counters, counter] : undefined;
  emitter.emit(op.LOOP_START, counter);
  const toCheck = emitter.emitForward(op.JUMP);
  const start = emitter.address;
  body({ flags: context.flags, counters, next: undefined });
  if (counters) emitter.emitCheckpoint(counters);
  toCheck();
  const toEnd = emitter.emitForward(op.LOOP_CHECK, counter, turns(min), turns(max), start);
  emitter.emitOptional(kind === 'lazy', () => emitter.emit(op.LOOP_TURN, counter, start));
  toEnd();
}
