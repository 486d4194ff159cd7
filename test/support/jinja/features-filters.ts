import type { Feature } from './case.ts';
import * as make from './expressions.ts';
import { FILTERS_A_TO_L } from './filter-cases-a-l.ts';
import { FILTERS_M_TO_Z } from './filter-cases-m-z.ts';
import type { Random } from './random.ts';

/** Cases of filters and tests, with values that they accept and values that they refuse. */

const FILTERS = { ...FILTERS_A_TO_L, ...FILTERS_M_TO_Z };

const TESTS = [
  'boolean',
  'callable',
  'defined',
  'escaped',
  'even',
  'false',
  'filter',
  'float',
  'integer',
  'iterable',
  'lower',
  'mapping',
  'none',
  'number',
  'odd',
  'sequence',
  'string',
  'test',
  'true',
  'undefined',
  'upper',
];
const BINARY_TESTS = [
  'divisibleby',
  'eq',
  'equalto',
  'ge',
  'gt',
  'greaterthan',
  'in',
  'le',
  'lessthan',
  'lt',
  'ne',
  'sameas',
];

const show = (random: Random, text: string) =>
  random.pick([
    `{{ ${text} }}`,
    `{{ (${text})|list }}`,
    `{{ ${text}|string }}`,
    `{% for x in ${text} %}<{{ x }}>{% endfor %}`,
  ]);

const LAZY = new Set([
  'batch',
  'items',
  'map',
  'reject',
  'rejectattr',
  'reverse',
  'select',
  'selectattr',
  'slice',
  'unique',
]);

const filterFeatures: Feature[] = Object.entries(FILTERS).map(([name, [input, args]]) => ({
  name: `filter ${name}`,
  make: (random) => {
    const before = random.chance(0.9) ? input(random) : make.value(random);
    const given = args(random);
    const text = `${before}|${name}${given === '' && random.chance(0.7) ? '' : `(${given})`}`;
    const source = LAZY.has(name) ? `{{ ${text}|list }}` : show(random, text);
    return { source, ...(random.chance(0.15) ? { options: { undefined: 'lenient' as const } } : {}) };
  },
}));

/** All features of filters and tests. */
export const FILTER_FEATURES: readonly Feature[] = [
  ...filterFeatures,
  {
    name: 'tests',
    make: (random) => ({
      source: `{{ ${make.value(random)} is ${random.chance(0.3) ? 'not ' : ''}${random.pick(TESTS)} }}`,
      ...(random.chance(0.2) ? { options: { undefined: random.pick(['lenient', 'chainable'] as const) } } : {}),
    }),
  },
  {
    name: 'tests with an argument',
    make: (random) => {
      const name = random.pick(BINARY_TESTS);
      const argument = make.value(random);
      const given = random.chance(0.5) && /^[\w.'"]+$/.test(argument) ? ` ${argument}` : `(${argument})`;
      return { source: `{{ ${make.value(random)} is ${name}${given} }}` };
    },
  },
  {
    name: 'chained filters',
    make: (random) => {
      const names = Object.keys(FILTERS).filter((name) => name !== 'pprint');
      const chain = random.some(2, 3, () => {
        const name = random.pick(names);
        return `${name}(${FILTERS[name]?.[1](random) ?? ''})${LAZY.has(name) ? '|list' : ''}`;
      });
      return { source: `{{ ${make.value(random)}|${chain.join('|')}|list }}` };
    },
  },
  {
    name: 'markup and autoescape',
    make: (random) => {
      const markup = `(${random.pick(['html', "'<i>'", 's'])}|${random.pick(['safe', 'escape'])})`;
      const text = random.pick([
        () => `${markup} + ${make.string(random)}`,
        () => `${make.string(random)} + ${markup}`,
        () => `${markup} ~ ${make.value(random)}`,
        () => `${markup} % ${random.pick(["'<a>'", "('<a>', 1)", "{'a': '<'}"])}`,
        () => `('%s|<%s>'|safe) % ('<a>', html|safe)`,
        () =>
          `${markup}.${random.pick(['upper()', "replace('b', '<')", "split('>')", "join(['<', 1|string])", "format('<')", 'striptags()', "partition('>')", 'unescape()', 'strip()', "center(30, '<')"])}`,
        () => `('{}<{!r}>{:5}'|safe).format('<', html, 'x')`,
        () => `[${markup}, '<']`,
        () => `${markup}[${random.int(-2, 3)}:]`,
        () => `${markup} * 2`,
        () => `words|join(${markup})`,
        () => `[${markup}, '<']|join('>')`,
        () => `${markup}|replace('<', '>')`,
        () => `${markup} == html, ${markup} is escaped`,
        () => `html|xmlattr`,
        () =>
          `${markup}|${random.pick(['upper', 'title', 'trim', 'indent', 'length', 'string', 'forceescape', 'first', 'reverse', 'list', 'center(30)', "truncate(6, true, '<')", 'capitalize', 'tojson', 'urlize', 'wordwrap(4)', 'e', 'striptags'])}`,
      ])();
      const body = `{{ ${text} }}`;
      const source = random.pick([
        body,
        body,
        `{% autoescape true %}${body}{{ html }}{% endautoescape %}`,
        `{% autoescape yes %}${body}{{ html }}{% set v %}<p>{% endset %}{{ v }}{% endautoescape %}`,
        `{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ m(${text}) }}{{ m(html)|upper }}`,
      ]);
      return { source, options: { autoescape: random.chance(0.5) } };
    },
  },
  {
    name: 'undefined values',
    make: (random) => {
      const name = random.pick([
        'missing',
        'd.missing',
        "d['zz']",
        'people[0].zz',
        'words[99]',
        'n.zz',
        'nil.x',
        's.zz',
        'missing.a.b',
        "missing['x'].y",
        "''.__class__",
      ]);
      const use = random.pick([
        '{{ X }}',
        '{{ X|default("q") }}',
        '{{ X is defined }}',
        '{{ X + 1 }}',
        '{{ X == X }}',
        '{{ X == 1 }}',
        '{% if X %}y{% else %}n{% endif %}',
        '{% for i in X %}{{ i }}{% else %}none{% endfor %}',
        '{{ X|length }}',
        '{{ X ~ "a" }}',
        '{{ [X] }}',
        '{{ X() }}',
        '{{ X|list }}',
        '{{ 1 in X }}',
        '{{ X in [1] }}',
        '{{ X|join }}',
        '{{ {X: 1} }}',
        '{{ X|int }}',
        '{{ X|string|upper }}',
        '{{ -X }}',
        '{{ X < 1 }}',
        '{{ X|sort }}',
        '{{ X|map("upper")|list }}',
        '{{ X and 1 }}',
        '{{ X or 1 }}',
        '{{ not X }}',
        '{{ "%s" % X }}',
        '{{ "%s" % (X,) }}',
        '{{ "{}".format(X) }}',
        '{% set q = X %}{{ q is undefined }}',
        '{{ X|tojson }}',
        '{{ X|pprint }}',
        '{{ X is none }}',
        '{{ X|first }}',
        '{{ X[1:] }}',
        '{{ X is iterable }}',
        '{{ X is sequence }}',
        '{{ X|abs }}',
        '{{ X|round }}',
        '{{ X is in [1] }}',
        '{{ X|upper }}',
        '{{ X|replace("a", "b") }}',
      ]);
      const kind = random.pick(['strict', 'strict', 'lenient', 'chainable', 'debug'] as const);
      return { source: use.replaceAll('X', name), options: { undefined: kind } };
    },
  },
];
