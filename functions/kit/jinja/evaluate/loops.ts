import { JinjaError } from '../errors.ts';
import { nested } from '../meter.ts';
import type { ForNode } from '../syntax/ast.ts';
import { each, truth } from '../values/iteration.ts';
import { PyIterator } from '../values/sequences.ts';
import type { Value } from '../values/value.ts';
import { assign } from './assignments.ts';
import { type Frame, Output } from './frame.ts';
import { LoopContext } from './loop-context.ts';
import { hasNode, mentions } from './mentions.ts';
import { captured } from './output.ts';
import { type Ending, type Evaluate, type Execute, escapes, inner, placeOf, type State } from './state.ts';

interface Parts {
  readonly node: ForNode;
  readonly state: State;
  readonly test: Evaluate | undefined;
  readonly body: Execute;
  readonly otherwise: Execute;
  /** Whether the body sees `loop`. */
  readonly extended: boolean;
}

export function compileFor(node: ForNode, state: State): Execute {
  refuseLoopTarget(node, state);
  const inside = inner(state);
  const iterable = state.compiler.expression(node.iterable, state);
  const parts: Parts = {
    node,
    state: inside,
    test: node.test && state.compiler.expression(node.test, inside),
    body: state.compiler.body(node.body, { ...inside, inLoop: true }),
    otherwise: state.compiler.body(node.otherwise, node.recursive ? { ...inside, inLoop: false } : inside),
    extended: node.recursive || mentions(node.body, 'loop') || hasNode(node, isScopedBlock),
  };
  if (!node.recursive) return (frame) => runLoop(parts, frame, iterable(frame));
  return (frame) => {
    frame.out.write(runRecursive(parts, frame, iterable(frame), 0));
    return 'next';
  };
}

const isScopedBlock = (node: { kind?: unknown; scoped?: unknown }) => node.kind === 'block' && node.scoped === true;

function refuseLoopTarget(node: ForNode, state: State): void {
  if (!hasNode([node.target, node.body, node.otherwise], ({ kind, name }) => kind === 'target' && name === 'loop'))
    return;
  const reason = "Can't assign to special loop variable in for-loop target";
  throw new JinjaError('TemplateAssertionError', reason, { subject: 'loop', place: placeOf(state, node.line) });
}

/** A recursive loop prints to a text of its own, which a call of `loop` gives too. */
function runRecursive(parts: Parts, frame: Frame, iterable: Value, depth: number): string {
  return nested(() => {
    const out = new Output();
    const recurse = (children: Value) =>
      captured(runRecursive(parts, frame, children, depth + 1), escapes(parts.state, frame));
    runLoop(parts, frame.captured(out), iterable, { recurse, depth });
    return out.text;
  });
}

function runLoop(
  parts: Parts,
  frame: Frame,
  iterable: Value,
  recursion?: { recurse: (children: Value) => Value; depth: number },
): Ending {
  const { node, body, extended, test } = parts;
  const source = test ? new PyIterator(filtered(parts, frame, iterable, test)) : iterable;
  const loop = extended ? new LoopContext(source, (hint) => frame.context.undefined({ hint }), recursion) : undefined;
  // As in Jinja, a loop of which no round comes to its end counts as empty.
  let isEmpty = true;
  for (const item of loop ? loop.rounds() : each(source)) {
    const round = frame.inner();
    if (loop) round.scope?.values.set('loop', loop);
    assign(round, node.target, item);
    const ending = body(round);
    if (ending === 'break') break;
    if (ending === 'next') isEmpty = false;
  }
  return isEmpty ? parts.otherwise(frame.inner()) : 'next';
}

/** Items that pass the loop's `if`, which does not see `loop`. */
function* filtered({ node }: Parts, frame: Frame, iterable: Value, test: Evaluate): Generator<Value> {
  for (const item of each(iterable)) {
    const inside = frame.inner();
    assign(inside, node.target, item);
    if (truth(test(inside))) yield item;
  }
}
