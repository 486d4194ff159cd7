import { typeError } from '../errors.ts';
import { isAllLower, isAllUpper } from '../methods/casing.ts';
import { binary } from '../values/arithmetic.ts';
import { contains, equal, identical, type Order, ordered } from '../values/compare.ts';
import { asInt } from '../values/convert.ts';
import { PyDict } from '../values/dict.ts';
import { tryIterate, tryLength } from '../values/iteration.ts';
import { str } from '../values/text.ts';
import { Undefined } from '../values/undefined.ts';
import { isText, PyObject, plain, typeName, type Value } from '../values/value.ts';
import { type Test, tests } from './filter.ts';

type Row = readonly [string, (site: unknown, value: Value, ...args: Value[]) => boolean];

const ORDERS: Record<string, Order> = {
  lt: '<',
  lessthan: '<',
  '<': '<',
  le: '<=',
  '<=': '<=',
  gt: '>',
  greaterthan: '>',
  '>': '>',
  ge: '>=',
  '>=': '>=',
};

const comparisons: [string, Row][] = [
  ...Object.entries(ORDERS).map(([name, order]): [string, Row] => [name, ['b /', (_, a, b) => ordered(a, order, b)]]),
  ...['==', 'eq', 'equalto'].map((name): [string, Row] => [name, ['b /', (_, a, b) => equal(a, b)]]),
  ...['!=', 'ne'].map((name): [string, Row] => [name, ['b /', (_, a, b) => !equal(a, b)]]),
];

const remainder = (value: Value, by: Value, rest: bigint) => equal(binary('%', value, by), rest);

function isSequence(value: Value): boolean {
  if (value instanceof Undefined) return value.kind !== 'strict';
  return isText(value) || (value instanceof PyObject && value.subscriptable && tryLength(value) !== undefined);
}

/** Whether it can be iterated. A strict undefined value fails instead of answering. */
function isIterable(value: Value): boolean {
  return tryIterate(value) !== undefined;
}

function nameOf(value: Value): string {
  if (value instanceof Undefined) value.refuseIfStrict();
  if (value instanceof PyObject && !value.hashable) throw typeError(`unhashable type: '${typeName(value)}'`);
  return isText(value) ? plain(value) : '';
}

/** All tests of Jinja2 3.1. */
export const TESTS: ReadonlyMap<string, Test> = new Map([
  ...tests({
    boolean: ['', (_, value) => typeof value === 'boolean'],
    callable: ['/', (_, value) => value instanceof PyObject && value.callable],
    defined: ['', (_, value) => !(value instanceof Undefined)],
    divisibleby: ['num', (_, value, by) => remainder(value, by, 0n)],
    escaped: ['', (_, value) => value instanceof PyObject && value.html() !== undefined],
    even: ['', (_, value) => remainder(value, 2n, 0n)],
    false: ['', (_, value) => value === false],
    filter: ['', (site, value) => site.hasFilter(nameOf(value))],
    float: ['', (_, value) => typeof value === 'number'],
    in: ['seq', (_, value, container) => contains(container, value)],
    integer: ['', (_, value) => typeof value === 'bigint'],
    iterable: ['', (_, value) => isIterable(value)],
    lower: ['', (_, value) => isAllLower(str(value))],
    mapping: ['', (_, value) => value instanceof PyDict],
    none: ['', (_, value) => value === null],
    number: ['', (_, value) => typeof value === 'number' || asInt(value) !== undefined],
    odd: ['', (_, value) => remainder(value, 2n, 1n)],
    sameas: ['other', (_, value, other) => identical(value, other)],
    sequence: ['', (_, value) => isSequence(value)],
    string: ['', (_, value) => isText(value)],
    test: ['', (site, value) => site.hasTest(nameOf(value))],
    true: ['', (_, value) => value === true],
    undefined: ['', (_, value) => value instanceof Undefined],
    upper: ['', (_, value) => isAllUpper(str(value))],
  }),
  ...tests(Object.fromEntries(comparisons)),
]);
