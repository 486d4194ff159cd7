import { JinjaError, typeError } from '../errors.ts';
import { charge } from '../meter.ts';
import type { CallArguments, Expression, FilterNode } from '../syntax/ast.ts';
import { PyDict } from '../values/dict.ts';
import { itemsOf } from '../values/iteration.ts';
import { Undefined } from '../values/undefined.ts';
import {
  type Arguments,
  isText,
  NO_KEYWORDS,
  notCallable,
  PyObject,
  plain,
  typeName,
  type Value,
} from '../values/value.ts';
import { unknown } from './context.ts';
import type { Frame } from './frame.ts';
import { type Evaluate, placeOf, type State } from './state.ts';

const NO_ARGUMENTS: Arguments = { positional: [], keyword: NO_KEYWORDS };

/** Prepares the arguments of a call. */
export function compileArguments(args: CallArguments, state: State): (frame: Frame) => Arguments {
  const positional = args.positional.map((value) => state.compiler.expression(value, state));
  const keyword = args.keyword.map(({ name, value }) => [name, state.compiler.expression(value, state)] as const);
  const spread = args.spread && state.compiler.expression(args.spread, state);
  const spreadKeywords = args.spreadKeywords && state.compiler.expression(args.spreadKeywords, state);
  if (positional.length + keyword.length === 0 && !spread && !spreadKeywords) return () => NO_ARGUMENTS;
  const hasKeywords = keyword.length > 0 || spreadKeywords !== undefined;
  return (frame) => {
    const given = positional.map((value) => value(frame));
    const values = spread ? [...given, ...itemsOf(spread(frame))] : given;
    if (!hasKeywords) return { positional: values, keyword: NO_KEYWORDS };
    const named = new Map(keyword.map(([name, value]) => [name, value(frame)] as const));
    if (spreadKeywords) addKeywords(named, spreadKeywords(frame));
    return { positional: values, keyword: named };
  };
}

function addKeywords(named: Map<string, Value>, mapping: Value): void {
  if (mapping instanceof Undefined) throw mapping.error();
  if (!(mapping instanceof PyDict)) {
    throw typeError(`argument after ** must be a mapping, not ${typeName(mapping)}`);
  }
  for (const [key, value] of mapping.entries()) {
    charge(1);
    if (!isText(key)) throw typeError('keywords must be strings');
    if (named.has(plain(key))) throw typeError(`got multiple values for keyword argument '${plain(key)}'`);
    named.set(plain(key), value);
  }
}

/** Prepares a call; `extra` adds arguments by name. */
export function compileCall(
  node: Expression & { kind: 'call' },
  state: State,
  extra?: (frame: Frame) => readonly [string, Value],
): Evaluate {
  const callee = state.compiler.expression(node.callee, state);
  const args = compileArguments(node.args, state);
  return (frame) => {
    charge(1);
    const value = callee(frame);
    const evaluated = args(frame);
    if (!(value instanceof PyObject) || !value.callable) throw notCallable(value);
    if (!extra) return value.call(evaluated, frame.context);
    const keyword = new Map([...evaluated.keyword, extra(frame)]);
    return value.call({ positional: evaluated.positional, keyword }, frame.context);
  };
}

/** Prepares a filter; `piped` is what it gets if it stands for a block. */
export function compileFilter(node: FilterNode, state: State, piped?: Evaluate): Evaluate {
  const { name } = node;
  const value =
    node.value?.kind === 'filter' ? compileFilter(node.value, state, piped) : pipedValue(node, state, piped);
  const args = compileArguments(node.args, state);
  const filter = state.findings.environment.filters.get(name);
  if (!filter) {
    refuseUnknown('filter', node, state);
    return () => {
      throw unknown('filter', name);
    };
  }
  return (frame) => {
    charge(1);
    return filter(frame.context, value(frame), args(frame));
  };
}

function pipedValue(node: FilterNode, state: State, piped: Evaluate | undefined): Evaluate {
  if (node.value) return state.compiler.expression(node.value, state);
  if (!piped)
    throw new JinjaError('TemplateSyntaxError', 'a filter has no value', { place: placeOf(state, node.line) });
  return piped;
}

export function compileTest(node: Expression & { kind: 'test' }, state: State): Evaluate {
  const { name } = node;
  const value = state.compiler.expression(node.value, state);
  const args = compileArguments(node.args, state);
  const test = state.findings.environment.tests.get(name);
  if (!test) {
    refuseUnknown('test', node, state);
    return () => {
      throw unknown('test', name);
    };
  }
  return (frame) => {
    charge(1);
    return test(frame.context, value(frame), args(frame));
  };
}

/** Outside of `if`, a filter or test that is not there is an error of the template, whether it is reached or not. */
function refuseUnknown(what: 'filter' | 'test', { name, line }: { name: string; line: number }, state: State): void {
  if (state.soft) return;
  const place = placeOf(state, line);
  throw new JinjaError('TemplateAssertionError', `No ${what} named '${name}'.`, { subject: name, place });
}
