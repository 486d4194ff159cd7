import type { Feature } from './case.ts';
import type { Random } from './random.ts';
import { body, ITERABLES, LOOP_PARTS } from './statements.ts';

/** Cases of nested statements. */

const whitespace = (random: Random) => random.pick(['', '-', '+', '', '']);

function spaced(random: Random): string {
  const block = (text: string) => `{%${whitespace(random)} ${text} ${random.pick(['', '-', '+', ''])}%}`;
  const pad = () => random.pick(['', ' ', '  ', '\n', '\n\n', '  \n  ', '\t', '\r\n', 'x', ' y\n']);
  const pieces = random.some(2, 6, () =>
    random.pick([
      () => `${block('if n')}${pad()}a${pad()}${block('endif')}`,
      () =>
        `${block('for i in range(2)')}${pad()}{{${random.pick(['', '-'])} i ${random.pick(['', '-'])}}}${pad()}${block('endfor')}`,
      () => `{#${random.pick(['', '-', '+'])} note ${random.pick(['', '-', '+'])}#}`,
      () => `${block('set q = 1')}`,
      () =>
        `{%${whitespace(random)} raw ${random.pick(['', '-'])}%}${pad()}{{ x }}${pad()}{%${whitespace(random)} endraw ${whitespace(random)}%}`,
      () => `{{${random.pick(['', '-', '+'])} n ${random.pick(['', '-'])}}}`,
    ])(),
  );
  return pad() + pieces.join(pad()) + pad();
}

const layout = (random: Random) => ({
  trimBlocks: random.chance(0.5),
  lstripBlocks: random.chance(0.5),
  keepTrailingNewline: random.chance(0.5),
});

const MACRO_CALLS = [
  'm()',
  'm(1)',
  'm(1, 2)',
  'm(a=1)',
  'm(1, b=2)',
  'm(1, 2, 3)',
  'm(1, c=3)',
  'm(*[1, 2])',
  "m(**{'a': 4})",
  'm(1, *[2], **{"z": 3})',
  'm(1, a=2)',
  'm',
  'm.name',
  'm.arguments',
  'm.catch_kwargs',
  'm.caller',
  'm(caller=1)',
  'm(b=1, q=2)',
];

export const STATEMENT_FEATURES: readonly Feature[] = [
  {
    name: 'statements',
    make: (random) => ({
      source: body(random, 2),
      options: { undefined: random.pick(['strict', 'lenient'] as const), ...layout(random) },
    }),
  },
  {
    name: 'loop variables',
    make: (random) => ({
      source: `{% for x in ${random.pick(ITERABLES)}${random.chance(0.3) ? ' if x' : ''} %}${random.some(1, 3, () => `{{ loop.${random.pick(LOOP_PARTS)} }}`).join(',')};{% else %}empty{% endfor %}`,
      options: { undefined: random.pick(['strict', 'lenient'] as const) },
    }),
  },
  {
    name: 'unpacking',
    make: (random) => ({
      source: random.pick([
        `{% for a, b in ${random.pick(['pairs', 'd.items()', 'd|dictsort', '[(1, 2), [3, 4]]', '[1]', "['ab', 'cd']", '[[1]]', '[[1, 2, 3]]'])} %}{{ a }}={{ b }};{% endfor %}`,
        `{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}`,
        `{% for k, v in ports.items() if v.up %}{{ loop.index }}{{ k }}:{{ v.vlan }} {% endfor %}`,
        `{% set a, b = ${random.pick(['1, 2', 'pairs', "'xy'", '[1]', 'd', '5'])} %}{{ a }}{{ b }}`,
      ]),
    }),
  },
  {
    name: 'recursive loops',
    make: (random) => ({
      source: random.pick([
        `{% for x in nested recursive %}{{ loop.depth }}{% if x is iterable %}[{{ loop(x) }}]{% else %}{{ x }}{% endif %}{% if not loop.last %},{% endif %}{% endfor %}`,
        `{% for p in tree recursive %}{{ '  ' * loop.depth0 }}{{ p.n }}{{ loop.${random.pick(['index', 'first', 'last', 'revindex', 'length'])} }}\n{% if p.c %}{{ loop(p.c) }}{% endif %}{% else %}none{% endfor %}`,
        `{% for x in nums %}{{ loop(nums) }}{% endfor %}`,
        `{% for p in tree recursive %}{% set t = loop(p.c) if p.c else '' %}({{ p.n }}{{ t }}){% endfor %}`,
      ]),
      context: JSON.stringify({
        n: 1,
        nums: [1, 2],
        nested: [1, [2, [3, 4]], 5],
        tree: random.chance(0.9)
          ? [
              {
                n: 'a',
                c: [
                  { n: 'b', c: [] },
                  { n: 'c', c: [{ n: 'd', c: [] }] },
                ],
              },
              { n: 'e', c: [] },
            ]
          : [],
      }),
    }),
  },
  {
    name: 'break and continue',
    make: (random) => {
      const control = () => random.pick(['{% break %}', '{% continue %}']);
      const test = () => random.pick(['x == 3', 'loop.index > 2', 'x is odd', 'loop.last', 'x < 0']);
      return {
        source: random.pick([
          `{% for x in nums %}{% if ${test()} %}${control()}{% endif %}{{ x }},{% else %}none{% endfor %}`,
          `{% for x in nums %}{% for y in nums %}{% if y == ${random.int(1, 3)} %}${control()}{% endif %}{{ x }}{{ y }} {% endfor %}{% if ${test()} %}${control()}{% endif %}|{% endfor %}`,
          `{% for x in nums %}{% with y = x %}{% if ${test()} %}${control()}{% endif %}{{ y }}{% endwith %}{% endfor %}`,
          `{% for x in nums %}{% filter upper %}a{{ x }}{% if ${test()} %}${control()}{% endif %}{% endfilter %}{% endfor %}`,
          `{% for x in nums %}{% set v %}a{{ x }}{% if ${test()} %}${control()}{% endif %}{% endset %}{{ v }}{% endfor %}`,
          `${control()}`,
          `{% for x in nums %}{% macro m() %}${control()}{% endmacro %}{% endfor %}`,
          `{% for x in none %}{% else %}{% for y in nums %}{{ y }}${control()}{% endfor %}{% endfor %}`,
        ]),
      };
    },
  },
  {
    name: 'namespace and scopes',
    make: (random) => ({
      source: random.pick([
        `{% set ns = namespace(${random.pick(['c=0', 'd, c=1', 'c=0, l=[]'])}) %}{% for x in nums %}{% set ns.c = ns.c + ${random.pick(['1', 'x', '0.5'])} %}{% endfor %}{{ ns.c }}{{ ns.zz|default('?') }}`,
        `{% set c = 0 %}{% for x in nums %}{% set c = c + 1 %}{{ c }}{% endfor %}{{ c }}`,
        `{% set ${random.pick(['d', 'n', 'zz'])}.x = 1 %}`,
        `{% if ${random.pick(['yes', 'no'])} %}{% set n = 99 %}{% endif %}{{ n }}`,
        `{% for x in nums %}{% if loop.first %}{% set f = x %}{% endif %}{{ f|default('-') }}{% endfor %}{{ f|default('out') }}`,
        `{% with %}{% set n = 1 %}{{ n }}{% endwith %}{{ n }}`,
        `{% with n = 2, m = n %}{{ n }}{{ m }}{% endwith %}`,
        `{% macro m() %}{{ n }}{% set n = 3 %}{{ n }}{% endmacro %}{{ m() }}{{ n }}`,
        `{% set n = 5 %}{% macro m() %}{{ n }}{% endmacro %}{% set n = 6 %}{{ m() }}`,
        `{% for n in [1] %}{{ n }}{% endfor %}{{ n }}`,
        `{% set x = 1 %}{% for x in [2] %}{{ x }}{% endfor %}{{ x }}`,
        `{% filter upper %}{% set n = 'in' %}{{ n }}{% endfilter %}{{ n }}`,
        `{% set ns = namespace(a=1) %}{{ ns }}{{ ns.a }}{{ ns['a'] }}{% set ns.b = [1] %}{% do ns.b.append(2) %}{{ ns.b }}`,
        `{% set x | upper %}a{{ n }}{% endset %}{{ x }}`,
        `{% set x | replace('a', 'b') | indent(2) %}a\na{% endset %}{{ x }}`,
      ]),
    }),
  },
  {
    name: 'macros',
    make: (random) => ({
      source: `{% macro m(${random.pick(['', 'a', 'a, b=2', 'a=n, b=a', "a='x', b=[]", 'a, caller=none'])}) %}${random.pick(['{{ a }}', '[{{ a|default("?") }}|{{ b|default("?") }}]', '{{ varargs }}', '{{ kwargs }}', '{{ a }}{{ varargs }}{{ kwargs }}', '{{ caller is defined }}', 'x'])}{% endmacro %}{{ ${random.pick(MACRO_CALLS)} }}`,
      options: { undefined: random.pick(['strict', 'lenient'] as const) },
    }),
  },
  {
    name: 'call blocks',
    make: (random) => ({
      source: `{% macro m(a=1${random.pick(['', ', caller=none'])}) %}<{{ a }}${random.pick(['{{ caller() }}', '{{ caller(a) }}', '{{ caller(1, 2) }}', '{{ caller(x=3) }}', '{% for i in [1, 2] %}{{ caller(i) }}{% endfor %}', '{{ caller }}', '{{ kwargs }}', '', '{% if caller %}{{ caller() }}{% endif %}'])}>{% endmacro %}{% call${random.pick(['', '(x)', '(x=5)', '(x, y=2)'])} m(${random.pick(['', '2', 'a=n', 'z=1'])}) %}body {{ x|default('-') }} {{ n }}{% endcall %}{{ m() if n == ${random.int(6, 7)} }}`,
    }),
  },
  { name: 'white space', make: (random) => ({ source: spaced(random), options: layout(random) }) },
  {
    name: 'line statements and comments',
    make: (random) => {
      const lines = random.some(2, 7, () =>
        random.pick([
          '# for i in range(2)',
          '# endfor',
          '# if n',
          '# endif',
          '# else',
          'text {{ n }}',
          '  # set q = 1',
          'a ## note',
          '## whole',
          '  ## in',
          '# for i in nums:',
          '{{ i|default("-") }}',
          '',
          '\t# do 1',
          'x # y',
          '# set z = [1,',
          '2]',
          '% x',
          '#',
        ]),
      );
      const source = random.chance(0.6)
        ? `# for i in range(2)\n${lines.filter((line) => !/for|end|if|else/.test(line)).join('\n')}\n# endfor\n`
        : lines.join('\n');
      return {
        source,
        options: {
          lineStatementPrefix: '#',
          ...(random.chance(0.7) ? { lineCommentPrefix: '##' } : {}),
          ...layout(random),
        },
      };
    },
  },
  {
    name: 'delimiters',
    make: (random) => {
      const [blockStart, blockEnd, variableStart, variableEnd, commentStart, commentEnd] = random.pick([
        ['<%', '%>', '${', '}', '<#', '#>'],
        ['[[', ']]', '[', ']', '[#', '#]'],
        ['<!--%', '%-->', '<!--=', '=-->', '<!--#', '#-->'],
        ['{%', '%}', '{{{', '}}}', '{#', '#}'],
      ] as const);
      const v = (text: string) => `${variableStart} ${text} ${variableEnd}`;
      const b = (text: string) => `${blockStart}${whitespace(random)} ${text} ${blockEnd}`;
      const source = [
        b('for i in nums'),
        v('i'),
        ' x\n',
        b('endfor'),
        `${commentStart} c ${commentEnd}`,
        v('s'),
        '\n',
        b('if no'),
        v('d'),
        b('else'),
        '{{ }}',
        b('endif'),
        b('raw'),
        v('x'),
        b('endraw'),
      ].join(random.pick(['', '\n', ' ']));
      return {
        source,
        options: { blockStart, blockEnd, variableStart, variableEnd, commentStart, commentEnd, ...layout(random) },
      };
    },
  },
  {
    name: 'newline sequence',
    make: (random) => ({
      source: `a\r\nb\rc\n{{ 'x\ny' }}{{ text|wordwrap(8) }}{{ text|indent }}\n`,
      options: { newline: random.pick(['\n', '\r\n', '\r'] as const), ...layout(random) },
    }),
  },
];
