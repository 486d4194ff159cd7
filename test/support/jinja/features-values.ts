import type { Feature } from './case.ts';
import * as make from './expressions.ts';
import { ESCAPES, PERCENTS, SPECS } from './formats.ts';
import type { Random } from './random.ts';
import { METHODS } from './text-methods.ts';

/** Cases of expressions, formatting and methods. */

const print = (text: string) => ({ source: `{{ ${text} }}` });

const LIST_METHODS = [
  'append(9)',
  'extend([8, 9])',
  'insert(1, "q")',
  'insert(-1, 0)',
  'pop()',
  'pop(0)',
  'pop(-2)',
  'pop(40)',
  'remove(3)',
  'remove("zz")',
  'reverse()',
  'sort()',
  'sort(reverse=true)',
  'clear()',
  'index(2)',
  'index(3, 1)',
  'count(3)',
  'copy()',
  'nothing()',
];

const DICT_METHODS = [
  'get("a")',
  'get("zz")',
  'get("zz", 5)',
  'get([])',
  'items()',
  'keys()',
  'values()',
  'items() | list',
  'keys() | sort',
  'pop("a")',
  'pop("zz")',
  'pop("zz", 1)',
  'popitem()',
  'setdefault("q", 3)',
  'setdefault("a", 3)',
  'update({"a": 9, "z": 0})',
  'update(q=1, a=2)',
  'update([["k", "v"], ("l", 1)])',
  'update([1])',
  'update("ab")',
  'copy()',
  'clear()',
  'fromkeys(["x", "y"], 0)',
  'a',
  'missing',
  'keys',
];

const NUMBER_METHODS = [
  'real',
  'imag',
  'numerator',
  'denominator',
  'bit_length()',
  'conjugate()',
  'is_integer()',
  'as_integer_ratio()',
  'hex()',
  'bit_count()',
];

const literal = (random: Random, depth: number): string => {
  const sub = () => literal(random, depth - 1);
  if (depth > 0 && random.chance(0.6)) {
    return random.pick([
      () => `[${random.some(0, 3, sub).join(', ')}]`,
      () => `(${random.some(0, 3, () => `${sub()},`).join(' ')})`,
      () =>
        `{${random.some(0, 3, () => `${random.pick(["'k'", '1', '1.5', 'true', 'none', "'b'", '(1, 2)'])}: ${sub()}`).join(', ')}}`,
    ])();
  }
  return random.pick([make.string, make.int, make.float, make.odd])(random);
};

export const VALUE_FEATURES: readonly Feature[] = [
  { name: 'arithmetic', make: (random) => print(make.arithmetic(random, random.int(1, 3))) },
  { name: 'expressions', make: (random) => print(make.expression(random, random.int(1, 3))) },
  { name: 'literals and repr', make: (random) => print(literal(random, 3)) },
  {
    name: 'string escapes',
    make: (random) => {
      const text = random.some(0, 5, () => random.pick(ESCAPES)).join('');
      return { source: random.pick([`{{ '${text}' }}`, `{{ ['${text}'] }}`, `{{ "${text}"|length }}`]) };
    },
  },
  {
    name: 'chained comparison',
    make: (random) => {
      const rest = random.some(
        1,
        3,
        () => `${random.pick(['<', '<=', '==', '!=', '>', '>=', 'in', 'not in'])} ${make.value(random)}`,
      );
      return print(`${make.value(random)} ${rest.join(' ')}`);
    },
  },
  {
    name: 'slices and subscripts',
    make: (random) => {
      const bound = () => (random.chance(0.3) ? '' : make.small(random));
      const key = random.chance(0.7)
        ? `${bound()}:${bound()}${random.chance(0.4) ? `:${bound()}` : ''}`
        : make.value(random);
      return print(`${random.pick([make.string, make.list, make.list, make.dict, make.value])(random)}[${key}]`);
    },
  },
  {
    name: 'percent formatting',
    make: (random) => {
      const directives = random.some(1, 3, () => random.pick(PERCENTS));
      // Most cases have the number and types of values that the directives need.
      const matching = directives
        .filter((one) => one !== '%%')
        .map((one) => `${(/[src]$|a$|\|$/.test(one) ? make.value : make.number)(random)},`);
      const values = random.pick([
        () => `(${matching.join(' ')})`,
        () => `(${matching.join(' ')})`,
        () => `(${matching.join(' ')})`,
        () => make.value(random),
        () => "{'a': 1, 'b': 2}",
      ]);
      return print(`'${directives.join(' ')}' % ${values()}`);
    },
  },
  {
    name: 'str.format',
    make: (random) => {
      const field = () => random.pick(['', '0', '1', 'a', 'a.b', '0[0]', '0.real', 'a[k]']);
      const conversion = () => (random.chance(0.2) ? random.pick(['!r', '!s', '!a', '!q']) : '');
      const fields = random.some(
        1,
        2,
        () => `{${field()}${conversion()}${random.chance(0.7) ? `:${random.pick(SPECS)}` : ''}}`,
      );
      const text = fields.join(random.pick(['', ' ', '{{', '}}', '-']));
      return print(
        `'${text}'.format(${make.value(random)}, ${random.pick([make.int, make.value])(random)}, a={'b': 5, 'k': 'v'})`,
      );
    },
  },
  {
    name: 'format specifications',
    make: (random) =>
      print(
        `'{:${random.pick(SPECS)}}'.format(${random.pick([make.number, make.number, make.string, make.odd])(random)})`,
      ),
  },
  {
    name: 'float repr',
    make: (random) => {
      const digits = String(random.int(0, 10 ** random.int(1, 9)));
      return print(
        `${digits}.${random.int(0, 9999)}e${random.int(-25, 25)}${random.pick(['', ' * 3.0', ' / 7', ' // 0.3', ' % 0.7'])}`,
      );
    },
  },
  {
    name: 'str methods',
    make: (random) => {
      const name = random.pick(Object.keys(METHODS));
      return print(`${make.string(random)}.${name}(${METHODS[name]?.(random).join(', ')})`);
    },
  },
  {
    name: 'list methods',
    make: (random) => ({
      source: `{% set l = ${random.pick(['nums', '[1, 2, 3]', 'words', '[]', '["b", "a"]', '(1, 2, 3)', 'range(5)'])} %}{{ l.${random.pick(LIST_METHODS)} }}|{{ l }}`,
    }),
  },
  {
    name: 'dict methods',
    make: (random) => ({
      source: `{% set o = ${random.pick(['d', '{"a": 1}', '{}', 'ports'])} %}{{ o.${random.pick(DICT_METHODS)} }}|{{ o }}`,
    }),
  },
  { name: 'number methods', make: (random) => print(`(${make.number(random)}).${random.pick(NUMBER_METHODS)}`) },
  {
    name: 'globals',
    make: (random) =>
      print(
        random.pick([
          () =>
            `range(${random.some(0, 3, () => make.small(random)).join(', ')})${random.pick(['', '|list', '[1]', '[::-1]|list', '|length', '|sum', '|last'])}`,
          () => `dict(${random.pick(['a=1', '{}', 'd, b=9', 'pairs', '[1]', 'a=1, **d'])})`,
          () => `namespace(${random.pick(['a=1', 'd', ''])})${random.pick(['', '.a', '.b', "['a']"])}`,
          () =>
            `cycler(${random.some(0, 3, () => make.small(random)).join(', ')}).${random.pick(['next()', 'current', 'reset()', 'zz'])}`,
          () => `joiner(${random.pick(['', "'; '"])})()`,
          () =>
            random.pick(['range', 'dict', 'namespace', 'missing()', 'n()', 's.upper', 's.nothing()', 'd.a()']) +
            random.pick(['(1)', '', '(2, 3)']),
        ])(),
      ),
  },
];
