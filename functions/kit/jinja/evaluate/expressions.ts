import { JinjaError } from '../errors.ts';
import { charge, chargeCharacters } from '../meter.ts';
import type { Expression } from '../syntax/ast.ts';
import { binary, unary } from '../values/arithmetic.ts';
import { PyDict } from '../values/dict.ts';
import { escapeValue } from '../values/escape.ts';
import { truth } from '../values/iteration.ts';
import { PyList, PyTuple } from '../values/sequences.ts';
import { sliced } from '../values/slices.ts';
import { str } from '../values/text.ts';
import { Undefined } from '../values/undefined.ts';
import { Markup, type Value } from '../values/value.ts';
import { compileCall, compileFilter, compileTest } from './calls.ts';
import { compileCompare } from './comparisons.ts';
import { type Evaluate, inner, placeOf, type State } from './state.ts';

/** Prepares an expression. */
export function compileExpression(node: Expression, state: State): Evaluate {
  const sub = (expression: Expression) => compileExpression(expression, state);
  switch (node.kind) {
    case 'constant': {
      const { value } = node;
      return () => value;
    }
    case 'name':
      return compileName(node.name);
    case 'tuple': {
      const items = node.items.map(sub);
      return (frame) => new PyTuple(all(items, frame));
    }
    case 'list': {
      const items = node.items.map(sub);
      return (frame) => new PyList(all(items, frame));
    }
    case 'dict':
      return compileDict(node, state);
    case 'attribute': {
      const value = sub(node.value);
      const { name } = node;
      return (frame) => frame.context.attribute(value(frame), name);
    }
    case 'item':
      return compileItem(node, state);
    case 'slice':
      throw new JinjaError('TemplateSyntaxError', 'a slice stands alone in its brackets', {
        place: placeOf(state, node.line),
      });
    case 'call':
      return compileCall(node, state);
    case 'filter':
      return compileFilter(node, state);
    case 'test':
      return compileTest(node, state);
    case 'binary': {
      const [left, right] = [sub(node.left), sub(node.right)];
      const { operator } = node;
      return (frame) => {
        charge(1);
        return binary(operator, left(frame), right(frame));
      };
    }
    case 'unary': {
      const value = sub(node.value);
      const { operator } = node;
      return (frame) => unary(operator, value(frame));
    }
    case 'and':
    case 'or':
      return compileLogic(node, state);
    case 'not': {
      const value = sub(node.value);
      return (frame) => !truth(value(frame));
    }
    case 'concat':
      return compileConcat(node, state);
    case 'compare':
      return compileCompare(node, state);
    case 'condition':
      return compileCondition(node, state);
  }
}

function all(items: readonly Evaluate[], frame: Parameters<Evaluate>[0]): Value[] {
  charge(items.length);
  return items.map((item) => item(frame));
}

function compileName(name: string): Evaluate {
  return (frame) => {
    const value = frame.lookUp(name);
    return value === undefined ? frame.context.undefined({ name }) : value;
  };
}

function compileDict(node: Expression & { kind: 'dict' }, state: State): Evaluate {
  const pairs = node.items.map(
    ({ key, value }) => [compileExpression(key, state), compileExpression(value, state)] as const,
  );
  return (frame) => {
    charge(pairs.length);
    return PyDict.of(pairs.map(([key, value]) => [key(frame), value(frame)] as const));
  };
}

function compileItem(node: Expression & { kind: 'item' }, state: State): Evaluate {
  const value = compileExpression(node.value, state);
  const { key } = node;
  if (key.kind !== 'slice') {
    const evaluated = compileExpression(key, state);
    return (frame) => frame.context.subscript(value(frame), evaluated(frame));
  }
  const bound = (part: Expression | undefined): Evaluate => (part ? compileExpression(part, state) : () => null);
  const [start, stop, step] = [bound(key.start), bound(key.stop), bound(key.step)];
  return (frame) => sliced(value(frame), { start: start(frame), stop: stop(frame), step: step(frame) });
}

function compileLogic(node: Expression & { kind: 'and' | 'or' }, state: State): Evaluate {
  const left = compileExpression(node.left, state);
  const right = compileExpression(node.right, state);
  const goesOn = node.kind === 'and';
  return (frame) => {
    const first = left(frame);
    return truth(first) === goesOn ? right(frame) : first;
  };
}

/** `a ~ b`: the texts of both; with a Markup the whole is a Markup, if texts are certain to be escaped. */
function compileConcat(node: Expression & { kind: 'concat' }, state: State): Evaluate {
  const items = node.items.map((item) => compileExpression(item, state));
  const joinsMarkup = state.autoescape === true;
  return (frame) => {
    const values = items.map((item) => item(frame));
    if (joinsMarkup && values.some((value) => value instanceof Markup)) {
      return new Markup(joined(values.map((value) => escapeValue(value).value)));
    }
    return joined(values.map(str));
  };
}

function joined(texts: readonly string[]): string {
  chargeCharacters(texts.reduce((length, text) => length + text.length, 0));
  return texts.join('');
}

function compileCondition(node: Expression & { kind: 'condition' }, state: State): Evaluate {
  const soft = inner(state, { soft: true });
  const test = compileExpression(node.test, soft);
  const whenTrue = compileExpression(node.whenTrue, soft);
  const otherwise = node.otherwise && compileExpression(node.otherwise, soft);
  const { template } = state.findings;
  const place = `line ${node.line}${template === undefined ? '' : ` in '${template}'`}`;
  const hint = `the inline if-expression on ${place} evaluated to false and no else section was defined.`;
  return (frame) => {
    charge(1);
    if (truth(test(frame))) return whenTrue(frame);
    return otherwise ? otherwise(frame) : missingBranch(hint);
  };
}

/** Prints as nothing even if undefined values are strict, as in Jinja. */
const missingBranch = (hint: string) => new Undefined('lenient', { hint });
