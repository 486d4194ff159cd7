import { JinjaError } from '../errors.ts';
import { nested } from '../meter.ts';
import type { Parameter, Statement } from '../syntax/ast.ts';
import type { Value } from '../values/value.ts';
import { setVariable } from './assignments.ts';
import { compileCall } from './calls.ts';
import { type Frame, Output } from './frame.ts';
import { Macro, type MacroShape, type MacroValues } from './macro.ts';
import { mentions } from './mentions.ts';
import { textOfBlock } from './output.ts';
import { type Evaluate, type Execute, inner, placeOf, type State } from './state.ts';

interface MacroSource {
  readonly name: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly line: number;
}

/** Makes the macro, once the statement that defines it is reached. */
type Define = (frame: Frame) => Macro;

function prepare(source: MacroSource, state: State): Define {
  const { parameters } = source;
  const inside = inner(state, { checksOutput: false, inLoop: false });
  const names = parameters.map(({ name }) => name);
  const takes = (name: string) => mentions(source.body, name) && !names.includes(name);
  const caller = parameters.find(({ name }) => name === 'caller');
  if (caller && !caller.fallback && mentions(source.body, 'caller')) {
    const reason =
      'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.';
    throw new JinjaError('TemplateAssertionError', reason, { subject: 'caller', place: placeOf(state, source.line) });
  }
  const shape: MacroShape = {
    name: source.name,
    parameters: names,
    takesCaller: mentions(source.body, 'caller'),
    takesKeywords: takes('kwargs'),
    takesMore: takes('varargs'),
  };
  const fallbacks = parameters.map(({ fallback }) => fallback && state.compiler.expression(fallback, inside));
  const body = state.compiler.body(source.body, inside);
  return (frame) =>
    new Macro(shape, frame.context.autoescape, (values) =>
      nested(() => {
        const inside = frame.captured(new Output());
        bindParameters(inside, names, fallbacks, values);
        body(inside);
        return inside.out.text;
      }),
    );
}

/**
 * Sets the variables of a macro. A default sees the parameters before it, and those that the call gives; the parameter
 * that it is for is not there yet.
 */
function bindParameters(
  frame: Frame,
  names: readonly string[],
  fallbacks: readonly (Evaluate | undefined)[],
  { parameters, extra }: MacroValues,
): void {
  const variables = frame.scope?.values ?? new Map<string, Value>();
  for (const [name, value] of extra) variables.set(name, value);
  for (const [index, name] of names.entries()) {
    const given = parameters[index];
    variables.set(name, given === undefined ? frame.context.undefined({ name }) : given);
  }
  for (const [index, name] of names.entries()) {
    if (parameters[index] === undefined) variables.set(name, (fallbacks[index] ?? missing(name))(frame));
  }
}

const missing = (name: string) => (frame: Frame) =>
  frame.context.undefined({ hint: `parameter '${name}' was not provided`, name });

export function compileMacro(node: Statement & { kind: 'macro' }, state: State): Execute {
  const define = prepare(node, state);
  return (frame) => {
    const macro = define(frame);
    if (frame.scope) frame.scope.values.set(node.name, macro);
    else setVariable(frame, node.name, macro);
    return 'next';
  };
}

/** A call that gets what stands between its tags as `caller`. */
export function compileCallBlock(node: Statement & { kind: 'call block' }, state: State): Execute {
  const define = prepare({ name: undefined, parameters: node.parameters, body: node.body, line: node.line }, state);
  const call = compileCall(node.call, state, (frame) => ['caller', define(frame)]);
  return (frame) => {
    frame.out.write(textOfBlock(call(frame)));
    return 'next';
  };
}
