import * as make from './expressions.ts';
import type { Random } from './random.ts';

/** Random nested statements. */

export const LOOP_PARTS = [
  'index',
  'index0',
  'revindex',
  'revindex0',
  'first',
  'last',
  'length',
  'depth',
  'depth0',
  'previtem',
  'nextitem',
  "cycle('a', 'b')",
  'changed(x)',
  'changed(x, 1)',
  'zz',
  'cycle()',
];
export const ITERABLES = [
  'nums',
  'words',
  'none',
  'nested',
  "'abc'",
  'd',
  'range(3)',
  'people',
  "words|select('lower')",
  'nums|sort',
  '[]',
  'mixed',
  'd.items()',
  'n',
  'missing',
];

/** A body that may hold further statements. */
export function body(random: Random, depth: number): string {
  return random.some(1, 3, () => statement(random, depth)).join(random.pick(['', ' ', '\n', '']));
}

function statement(random: Random, depth: number): string {
  if (depth <= 0)
    return random.pick([
      'text',
      '{{ x }}',
      '{{ n }}',
      '\n',
      '{# c #}',
      '{{ x|default("-") }}',
      '{% set x = 1 %}',
      '{{ loop.index|default(0) }}',
      '{% set q = (q|default(0)) + 1 %}{{ q }}',
    ]);
  const sub = () => body(random, depth - 1);
  switch (random.int(0, 9)) {
    case 0:
      return `{% for x in ${random.pick(ITERABLES)} %}${sub()}{% endfor %}`;
    case 1:
      return `{% for x in ${random.pick(ITERABLES)}${random.chance(0.4) ? ` if ${random.pick(['x', 'x is string', 'x != 1', 'loop', 'x in [1, 3]'])}` : ''} %}{{ loop.${random.pick(LOOP_PARTS)} }}${sub()}{% else %}${sub()}{% endfor %}`;
    case 2:
      return `{% if ${make.expression(random, 1)} %}${sub()}{% elif ${make.value(random)} %}${sub()}{% else %}${sub()}{% endif %}`;
    case 3:
      return `{% set ${random.pick(['x', 'q', 'n', 'a, b'])} = ${random.pick([make.value(random), '1, 2', 'x', '(x, n)'])} %}{{ ${random.pick(['x', 'q', 'n', 'a'])} }}`;
    case 4:
      return `{% set x %}${sub()}{% endset %}[{{ x }}]`;
    case 5:
      return `{% with x = ${make.value(random)}, q = n %}${sub()}{% endwith %}{{ x|default('gone') }}`;
    case 6:
      return `{% filter ${random.pick(['upper', "replace('t', '_')", 'trim|title', 'indent(2)', 'length'])} %}${sub()}{% endfilter %}`;
    case 7:
      return `{% macro m${random.int(1, 2)}(x${random.pick(['', '=1', ", y='d'"])}) %}${sub()}{% endmacro %}{{ m1(${make.value(random)}) if m1 is defined }}`;
    case 8:
      return `{% do ${random.pick(['nums.append(1)', 'd.update(z=1)', 'words.pop()', '1, 2'])} %}{{ ${random.pick(['nums', 'd', 'words'])}|length }}`;
    default:
      return statement(random, 0);
  }
}
