import type { Random } from './random.ts';

/** Expressions of every type. Some of them fail, and failures are compared as well. */

const STRINGS = [
  "'abc'",
  '"it\'s"',
  "''",
  "'a b c'",
  "'Ünïcode'",
  "'x\\ny'",
  "'%s'",
  "'12'",
  "'<&>'",
  "'ABC def'",
  "'a-b_c.d'",
  "'\\\\'",
  "'日本'",
  's',
  'text',
  'uni',
  'html',
  'csv',
  'padded',
  'num',
  'empty',
];
const INTS = ['0', '1', '2', '-1', '7', '10', '255', '1_000', '0x1f', '0b101', '0o17', 'n', 'zero', 'neg', 'big'];
const FLOATS = [
  '0.5',
  '1.0',
  '2.5',
  '1e3',
  '1.5e-7',
  '-0.0',
  '3.14159',
  'f',
  'whole',
  'tiny',
  'huge',
  '1e16',
  '123456789.125',
];
const LISTS = [
  '[1, 2, 3]',
  '[]',
  "['a', 'b']",
  'words',
  'nums',
  'mixed',
  'nested',
  'none',
  'people',
  '(1, 2)',
  '()',
  "('x',)",
  'range(4)',
];
const DICTS = ["{'a': 1}", '{}', 'd', 'ports', "{1: 'x', 'y': [2]}", 'people[0]'];
const ODD = ['none', 'true', 'false', 'nil', 'yes', 'no', 'missing', 'd.missing', 'people[9]'];

export const string = (random: Random) => random.pick(STRINGS);
export const int = (random: Random) => random.pick(INTS);
export const float = (random: Random) => random.pick(FLOATS);
export const number = (random: Random) => (random.chance(0.6) ? int(random) : float(random));
export const list = (random: Random) => random.pick(LISTS);
export const dict = (random: Random) => random.pick(DICTS);
export const small = (random: Random) => String(random.int(-4, 9));

/** A value of any type; a small share is undefined. */
export function value(random: Random): string {
  const make = random.pick([string, string, int, int, float, list, dict, odd]);
  return make(random);
}

export const odd = (random: Random) => random.pick(ODD);

/** An expression with operators, up to a depth. */
export function expression(random: Random, depth: number): string {
  if (depth === 0) return value(random);
  const sub = () => expression(random, depth - 1);
  switch (random.int(0, 11)) {
    case 0:
    case 1:
      return `(${sub()} ${random.pick(['+', '-', '*', '/', '//', '%'])} ${sub()})`;
    case 2:
      return `(${sub()} ~ ${sub()})`;
    case 3:
      return `(${sub()} ${random.pick(['and', 'or'])} ${sub()})`;
    case 4:
      return `(not ${sub()})`;
    case 5:
      return `(${sub()} ${random.pick(['==', '!=', '<', '<=', '>', '>=', 'in', 'not in'])} ${sub()})`;
    case 6:
      return `(${sub()} if ${sub()} else ${sub()})`;
    case 7:
      return `${list(random)}[${small(random)}]`;
    case 8:
      return `[${random.some(0, 3, sub).join(', ')}]`;
    case 9:
      return `(${sub()}, ${sub()})`;
    case 10:
      return `{${string(random)}: ${sub()}}`;
    default:
      return value(random);
  }
}

export function arithmetic(random: Random, depth: number): string {
  if (depth === 0) return number(random);
  const sub = () => arithmetic(random, depth - 1);
  if (random.chance(0.15)) return `(-${sub()})`;
  if (random.chance(0.1))
    return `(${random.pick(['2', '10', '-3', '1.5', '0', 'n'])} ** ${random.pick(['0', '2', '3', '-1', '0.5', '64'])})`;
  return `(${sub()} ${random.pick(['+', '-', '*', '/', '//', '%'])} ${sub()})`;
}
