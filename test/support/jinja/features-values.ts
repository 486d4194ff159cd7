import type { Feature } from './case.ts';
import * as make from './expressions.ts';
import type { Random } from './random.ts';

/** Cases of expressions, formatting and methods. */

const print = (text: string) => ({ source: `{{ ${text} }}` });

const METHODS: Record<string, (random: Random) => string[]> = {
  capitalize: () => [],
  casefold: () => [],
  center: (random) => [make.small(random), ...(random.chance(0.4) ? ["'*'"] : [])],
  count: (random) => [random.pick(["'a'", "''", "'o'", "'ab'"]), ...range(random)],
  endswith: (random) => [random.pick(["'c'", "'d\\n'", "('x', 'c')", "''", '1']), ...range(random)],
  expandtabs: (random) => (random.chance(0.5) ? [make.small(random)] : []),
  find: (random) => [random.pick(["'o'", "''", "'quick'", "'日'"]), ...range(random)],
  index: (random) => [random.pick(["'a'", "'e'", "'W'"]), ...range(random)],
  isalnum: () => [],
  isalpha: () => [],
  isascii: () => [],
  isdecimal: () => [],
  isdigit: () => [],
  isidentifier: () => [],
  islower: () => [],
  isnumeric: () => [],
  isprintable: () => [],
  isspace: () => [],
  istitle: () => [],
  isupper: () => [],
  join: (random) => [random.pick(['words', "['a', 'b']", "'abc'", 'nums', '[]', 'd'])],
  ljust: (random) => [String(random.int(0, 20)), ...(random.chance(0.4) ? ["'.'"] : [])],
  lower: () => [],
  lstrip: (random) => (random.chance(0.5) ? [random.pick(["'a'", "' '", "'Hel'"])] : []),
  partition: (random) => [random.pick(["','", "' '", "'zz'", "''"])],
  removeprefix: (random) => [random.pick(["'a'", "'Hello'", "''"])],
  removesuffix: (random) => [random.pick(["'c'", "'World'", "''"])],
  replace: (random) => [random.pick(["'a'", "''", "'o'"]), random.pick(["'X'", "''", "'--'"]), ...(random.chance(0.4) ? [make.small(random)] : [])],
  rfind: (random) => [random.pick(["'o'", "''", "'e'"]), ...range(random)],
  rindex: (random) => [random.pick(["'o'", "'a'"]), ...range(random)],
  rjust: (random) => [String(random.int(0, 20))],
  rpartition: (random) => [random.pick(["','", "' '", "'zz'"])],
  rsplit: (random) => random.pick([[], ["','"], ["' '", '1'], ['none', '1'], ['none', '2'], ['maxsplit=1']]),
  rstrip: (random) => (random.chance(0.5) ? [random.pick(["'c'", "'d\\n'"])] : []),
  split: (random) => random.pick([[], ["','"], ["' '", '1'], ['none', '1'], ['none', '2'], ["sep=','"], ['maxsplit=2'], ["''"]]),
  splitlines: (random) => (random.chance(0.4) ? ['true'] : []),
  startswith: (random) => [random.pick(["'a'", "'the'", "('x', 'H')", 'none']), ...range(random)],
  strip: (random) => (random.chance(0.5) ? [random.pick(["'a'", "'abc '", "''"])] : []),
  swapcase: () => [],
  title: () => [],
  translate: () => ["{97: 'A', 98: none, 99: 'ccc'}"],
  upper: () => [],
  zfill: (random) => [String(random.int(0, 12))],
};

const range = (random: Random) => random.pick([[], [], [make.small(random)], [make.small(random), make.small(random)]]);

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

const NUMBER_METHODS = ['real', 'imag', 'numerator', 'denominator', 'bit_length()', 'conjugate()', 'is_integer()', 'as_integer_ratio()', 'hex()', 'bit_count()'];

const SPECS = ['', '>10', '<10', '^10', '*^12', '05', '+', ' ', 'x', '#x', '#o', 'b', 'X', 'd', 'n', 'c', '.2f', '10.3f', '+.1e', 'g', '.3g', ',', '_', ',.2f', '%', '.1%', '08.2f', '=+8', 's', '.2', '.2s', '>5s', 'e', 'G', '#.3g', '012,', '#b', '_x', 'q', '.0f', '{1}'];
const PERCENTS = ['%s', '%r', '%d', '%5d', '%-5d|', '%05d', '%+d', '% d', '%x', '%X', '%#x', '%o', '%f', '%.2f', '%8.3f', '%e', '%.1E', '%g', '%G', '%c', '%%', '%5s|', '%-5s|', '%.2s', '%i', '%u', '%a', '%(a)s', '%(b)d', '%*d', '%.*f', '%q', '%', '%5%', '%#o', '%010.2f', '%+.3e', '%.0f'];

const literal = (random: Random, depth: number): string => {
  const sub = () => literal(random, depth - 1);
  if (depth > 0 && random.chance(0.6)) {
    return random.pick([
      () => `[${random.some(0, 3, sub).join(', ')}]`,
      () => `(${random.some(0, 3, () => `${sub()},`).join(' ')})`,
      () => `{${random.some(0, 3, () => `${random.pick(["'k'", '1', '1.5', 'true', 'none', "'b'", '(1, 2)'])}: ${sub()}`).join(', ')}}`,
    ])();
  }
  return random.pick([make.string, make.int, make.float, make.odd])(random);
};

const ESCAPES = ['\\n', '\\t', '\\\\', "\\'", '\\"', '\\x41', '\\u00e9', '\\U0001F600', '\\101', '\\0', '\\q', '\\a', '\\x4', 'é', '日', '"', ' ', '\u00a0', '\\\n', '\u200b', 'z', '\\N'];

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
      const rest = random.some(1, 3, () => `${random.pick(['<', '<=', '==', '!=', '>', '>=', 'in', 'not in'])} ${make.value(random)}`);
      return print(`${make.value(random)} ${rest.join(' ')}`);
    },
  },
  {
    name: 'slices and subscripts',
    make: (random) => {
      const bound = () => (random.chance(0.3) ? '' : make.small(random));
      const key = random.chance(0.7) ? `${bound()}:${bound()}${random.chance(0.4) ? `:${bound()}` : ''}` : make.value(random);
      return print(`${random.pick([make.string, make.list, make.list, make.dict, make.value])(random)}[${key}]`);
    },
  },
  {
    name: 'percent formatting',
    make: (random) => {
      const formats = random.some(1, 3, () => random.pick(PERCENTS)).join(' ');
      const values = random.pick([
        () => make.value(random),
        () => `(${random.some(1, 3, () => `${random.pick([make.number, make.number, make.value])(random)},`).join(' ')})`,
        () => "{'a': 1, 'b': 2}",
      ]);
      return print(`'${formats}' % ${values()}`);
    },
  },
  {
    name: 'str.format',
    make: (random) => {
      const field = () => random.pick(['', '0', '1', 'a', 'a.b', '0[0]', '0.real', 'a[k]']);
      const conversion = () => (random.chance(0.2) ? random.pick(['!r', '!s', '!a', '!q']) : '');
      const fields = random.some(1, 2, () => `{${field()}${conversion()}${random.chance(0.7) ? `:${random.pick(SPECS)}` : ''}}`);
      const text = fields.join(random.pick(['', ' ', '{{', '}}', '-']));
      return print(`'${text}'.format(${make.value(random)}, ${random.pick([make.int, make.value])(random)}, a={'b': 5, 'k': 'v'})`);
    },
  },
  {
    name: 'format specifications',
    make: (random) => print(`'{:${random.pick(SPECS)}}'.format(${random.pick([make.number, make.number, make.string, make.odd])(random)})`),
  },
  {
    name: 'float repr',
    make: (random) => {
      const digits = String(random.int(0, 10 ** random.int(1, 9)));
      return print(`${digits}.${random.int(0, 9999)}e${random.int(-25, 25)}${random.pick(['', ' * 3.0', ' / 7', ' // 0.3', ' % 0.7'])}`);
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
          () => `range(${random.some(0, 3, () => make.small(random)).join(', ')})${random.pick(['', '|list', '[1]', '[::-1]|list', '|length', '|sum', '|last'])}`,
          () => `dict(${random.pick(['a=1', '{}', 'd, b=9', 'pairs', '[1]', 'a=1, **d'])})`,
          () => `namespace(${random.pick(['a=1', 'd', ''])})${random.pick(['', '.a', '.b', "['a']"])}`,
          () => `cycler(${random.some(0, 3, () => make.small(random)).join(', ')}).${random.pick(['next()', 'current', 'reset()', 'zz'])}`,
          () => `joiner(${random.pick(['', "'; '"])})()`,
          () => random.pick(['range', 'dict', 'namespace', 'missing()', 'n()', 's.upper', 's.nothing()', 'd.a()']) + random.pick(['(1)', '', '(2, 3)']),
        ])(),
      ),
  },
];
