import { JinjaError, typeError, valueError } from '../errors.ts';
import type { Statement, Target } from '../syntax/ast.ts';
import { each, truth, tryIterate } from '../values/iteration.ts';
import { Namespace } from '../values/namespace.ts';
import { str } from '../values/text.ts';
import { typeName, type Value } from '../values/value.ts';
import { compileFilter } from './calls.ts';
import { type Frame, Output } from './frame.ts';
import { captured, textOfBlock } from './output.ts';
import { type Execute, escapes, inner, type State } from './state.ts';

/** Stores a value under what stands on the left of an assignment. */
export function assign(frame: Frame, target: Target, value: Value): void {
  switch (target.kind) {
    case 'target':
      if (frame.scope) frame.scope.values.set(target.name, value);
      else setVariable(frame, target.name, value);
      return;
    case 'targets':
      unpack(frame, target.items, value);
      return;
    case 'namespace': {
      const namespace = frame.lookUp(target.name);
      if (!(namespace instanceof Namespace)) {
        throw new JinjaError('TemplateRuntimeError', 'cannot assign attribute on non-namespace object', {
          subject: target.name,
        });
      }
      namespace.set(target.attribute, value);
    }
  }
}

/** Sets a variable of the template, which those see that import it. */
export function setVariable({ context }: Frame, name: string, value: Value): void {
  context.variables.set(name, value);
  if (!name.startsWith('_')) context.exported.add(name);
}

function unpack(frame: Frame, targets: readonly Target[], value: Value): void {
  if (!tryIterate(value)) throw typeError(`cannot unpack non-iterable ${typeName(value)} object`);
  const items: Value[] = [];
  for (const item of each(value)) {
    if (items.length === targets.length) {
      throw valueError(`too many values to unpack (expected ${targets.length})`);
    }
    items.push(item);
  }
  if (items.length < targets.length) {
    throw valueError(`not enough values to unpack (expected ${targets.length}, got ${items.length})`);
  }
  for (const [index, target] of targets.entries()) assign(frame, target, items[index] ?? null);
}

export function compileSet(node: Statement & { kind: 'set' }, state: State): Execute {
  const value = state.compiler.expression(node.value, state);
  return (frame) => {
    assign(frame, node.target, value(frame));
    return 'next';
  };
}

export function compileSetBlock(node: Statement & { kind: 'set block' }, state: State): Execute {
  const inside = inner(state, { checksOutput: false });
  const body = state.compiler.body(node.body, inside);
  const filter = node.filter && filterOfOutput(node.filter, inside);
  return (frame) => {
    const captures = frame.captured(new Output());
    const ending = body(captures);
    if (ending !== 'next') return ending;
    const { text } = captures.out;
    const { autoescape } = frame.context;
    assign(frame, node.target, filter ? marked(filter(captures), autoescape) : captured(text, autoescape));
    return 'next';
  };
}

const marked = (value: Value, autoescape: boolean): Value => (autoescape ? captured(str(value), true) : value);

/** A filter that gets what has been printed to the frame. */
const filterOfOutput = (filter: Parameters<typeof compileFilter>[0], state: State) =>
  compileFilter(filter, state, (frame) => captured(frame.out.text, escapes(state, frame)));

export function compileFilterBlock(node: Statement & { kind: 'filter block' }, state: State): Execute {
  const inside = inner(state);
  const body = state.compiler.body(node.body, inside);
  const filter = filterOfOutput(node.filter, inside);
  return (frame) => {
    const captures = frame.captured(new Output());
    const ending = body(captures);
    if (ending !== 'next') return ending;
    frame.out.write(textOfBlock(filter(captures)));
    return 'next';
  };
}

export function compileWith(node: Statement & { kind: 'with' }, state: State): Execute {
  const bindings = node.bindings.map(({ target, value }) => ({
    target,
    value: state.compiler.expression(value, state),
  }));
  const body = state.compiler.body(node.body, inner(state));
  return (frame) => {
    const inside = frame.inner();
    for (const { target, value } of bindings) assign(inside, target, value(frame));
    return body(inside);
  };
}

export function compileAutoescape(node: Statement & { kind: 'autoescape' }, state: State): Execute {
  const constant = node.value.kind === 'constant' ? node.value.value : undefined;
  const value = state.compiler.expression(node.value, state);
  const inside = inner(state, { autoescape: constant === undefined ? undefined : truth(constant) });
  const body = state.compiler.body(node.body, inside);
  return (frame) => {
    const { context } = frame;
    const before = context.autoescape;
    context.autoescape = truth(value(frame));
    try {
      return body(frame.inner());
    } finally {
      context.autoescape = before;
    }
  };
}
