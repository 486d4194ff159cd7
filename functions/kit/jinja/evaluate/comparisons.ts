import { charge } from '../meter.ts';
import type { Comparison, Expression } from '../syntax/ast.ts';
import { contains, equal, ordered } from '../values/compare.ts';
import { Undefined } from '../values/undefined.ts';
import type { Value } from '../values/value.ts';
import type { Evaluate, State } from './state.ts';

/** `a < b < c`: each value once, up to the first comparison that fails. */
export function compileCompare(node: Expression & { kind: 'compare' }, state: State): Evaluate {
  const first = state.compiler.expression(node.first, state);
  const rest = node.rest.map(({ operator, value }) => ({ operator, value: state.compiler.expression(value, state) }));
  return (frame) => {
    let left = first(frame);
    for (const { operator, value } of rest) {
      charge(1);
      const right = value(frame);
      if (!compare(left, operator, right)) return false;
      left = right;
    }
    return true;
  };
}

function compare(left: Value, operator: Comparison, right: Value): boolean {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case 'in':
      return isIn(left, right);
    case 'not in':
      return !isIn(left, right);
    default:
      return ordered(left, operator, right);
  }
}

function isIn(value: Value, container: Value): boolean {
  if (container instanceof Undefined && container.kind === 'strict') throw container.error();
  return contains(container, value);
}
