import type { Feature } from './case.ts';
import * as make from './expressions.ts';
import type { Random } from './random.ts';

/** Cases of filters and tests: each with values that it takes, and with values that it refuses. */

type Make = (random: Random) => string;

const people: Make = (random) => random.pick(['people', 'people', 'interfaces', 'pairs', 'nested', 'words', 'd', 'none']);
const attribute: Make = (random) => random.pick(["'name'", "'age'", "'city'", "'tags'", "'tags.0'", "'zz'", '0', "'0'", "'age,name'", "'enabled'"]);
const options = (random: Random, ...choices: string[]) => {
  const given = random.some(0, 2, () => random.pick(choices));
  const [first = '', second = ''] = given;
  const keyOf = (text: string) => /^\w+=/.exec(text)?.[0] ?? '';
  // What is given by position comes first, and no name is given twice.
  if (given.length < 2 || keyOf(first) === keyOf(second)) return first;
  return keyOf(first) === '' ? `${first}, ${second}` : `${second}, ${first}`;
};

/** What stands before the filter, and what behind it in parentheses. */
const FILTERS: Record<string, [Make, Make]> = {
  abs: [make.number, () => ''],
  attr: [make.value, (random) => random.pick(["'a'", "'name'", "'upper'", "'items'", "'real'", '1'])],
  batch: [make.list, (random) => `${random.int(0, 4)}${random.pick(['', ", 'x'", ', 0', ', none'])}`],
  capitalize: [make.value, () => ''],
  center: [make.value, (random) => random.pick(['', '3', '20', '21', 'width=9', '-2'])],
  count: [make.value, () => ''],
  d: [make.value, (random) => random.pick(['', "'x'", "'x', true", '1, boolean=true', 'default_value=3'])],
  default: [make.value, (random) => random.pick(['', "'x'", "'x', true", 'none, false', "q='a'"])],
  dictsort: [make.dict, (random) => options(random, 'case_sensitive=true', "by='value'", "by='key'", 'reverse=true', "by='x'")],
  e: [make.value, () => ''],
  escape: [make.value, () => ''],
  filesizeformat: [(random) => random.pick(['0', '1', '999', '1000', '1024', '13.5e6', '10**15', '10**30', "'12'", '-5', 's', '123456789', '1e25', 'true']), (random) => random.pick(['', 'true', 'binary=true'])],
  first: [make.value, () => ''],
  float: [make.value, (random) => random.pick(['', '1.5', 'none', "default='x'"])],
  forceescape: [make.value, () => ''],
  format: [(random) => random.pick(["'%s-%s'", "'%d'", "'%(a)s'", "'x'", "'%5.1f|'"]), (random) => random.pick(['1, 2', '3', "a='q'", '', "1, a=2", "'x', 'y'"])],
  groupby: [people, (random) => `${attribute(random)}${random.pick(['', ", default='?'", ', case_sensitive=true', ', default=0'])}`],
  indent: [make.string, (random) => options(random, 'width=2', "'> '", 'first=true', 'blank=true', '3')],
  int: [make.value, (random) => random.pick(['', '5', 'base=16', '0, 16', '0, 0', 'none', '7, 2'])],
  items: [make.dict, () => ''],
  join: [make.list, (random) => random.pick(['', "', '", "d='-'", `attribute=${attribute(random)}`, '1', "'<', attribute='name'"])],
  last: [make.value, () => ''],
  length: [make.value, () => ''],
  list: [make.value, () => ''],
  lower: [make.value, () => ''],
  map: [people, (random) => random.pick(["'upper'", "'length'", "attribute='name'", "attribute='zz', default='?'", "attribute='tags.0', default='-'", "'first'", "'default', 1", "'nope'", '', "'replace', 'a', 'b'", "'string'", 'attribute=0', "attribute='name', q=1"])],
  max: [(random) => random.pick(['nums', 'words', 'people', 'none', 'mixed', 'd', "'hello'", '(2.5, 1)']), (random) => options(random, 'case_sensitive=true', `attribute=${attribute(random)}`)],
  min: [(random) => random.pick(['nums', 'words', 'people', 'none', 'mixed', 'd', "'hello'", '(2.5, 1)']), (random) => options(random, 'case_sensitive=true', `attribute=${attribute(random)}`)],
  pprint: [(random) => random.pick([make.value(random), 'people', 'interfaces', 'ports', '[people, text * 3]', 'text * 4', "{'k': words * 5, 'z': (1, text)}", 'range(40)|list', '(words, words * 6)', '{2: 1, "a": 2}']), () => ''],
  reject: [make.list, (random) => random.pick(['', "'odd'", "'string'", "'gt', 2", "'in', [1, 'a']", "'nope'", "'defined'", "'none'"])],
  rejectattr: [people, (random) => random.pick(["'enabled'", "'age', 'gt', 30", "'zz'", "'zz', 'undefined'", "'name', 'equalto', 'eth0'", '', "'city', 'lower'"])],
  replace: [make.value, (random) => random.pick(["'a', 'X'", "'', '-'", "'o', '', 1", "'l', 'L', count=2", "1, 2", "'a'"])],
  reverse: [make.value, () => ''],
  round: [make.value, (random) => random.pick(['', '1', '2', '-1', "0, 'ceil'", "1, 'floor'", "method='ceil'", "2, 'common'", "method='x'"])],
  safe: [make.value, () => ''],
  select: [make.list, (random) => random.pick(['', "'odd'", "'string'", "'lt', 3", "'divisibleby', 3", "'nope'", "'iterable'", "'mapping'"])],
  selectattr: [people, (random) => random.pick(["'enabled'", "'age', '>', 26", "'tags'", "'zz'", "'zz', 'defined'", "'name', 'in', ['lo', 'bob']", "'vlans', 'length'", '0'])],
  slice: [make.list, (random) => `${random.int(0, 4)}${random.pick(['', ", 'x'", ', 0'])}`],
  sort: [(random) => random.pick(['nums', 'words', 'people', 'mixed', 'd', 'none', 'nested', "'hello'"]), (random) => options(random, 'reverse=true', 'case_sensitive=true', `attribute=${attribute(random)}`)],
  string: [make.value, () => ''],
  striptags: [(random) => random.pick(['html', "'<p>a  b</p> <!-- c --> &amp; &#233; &lt;'", "'a < b > c'", "'<<x>>'", make.value(random)]), () => ''],
  sum: [(random) => random.pick(['nums', 'people', 'words', 'none', '[1.5, 2]', '[[1], [2]]', 'range(5)', 'mixed']), (random) => options(random, "attribute='age'", 'start=10', 'start=1.5', 'start=[]', "start=''")],
  title: [make.value, () => ''],
  tojson: [(random) => random.pick([make.value(random), 'people', 'd', 'mixed', 'html', 'uni', "{1: 'a', 2.5: none}", '{true: 1}', '{(1, 2): 1}', '1e400']), (random) => random.pick(['', '2', 'indent=4', "indent='--'", '0'])],
  trim: [make.value, (random) => random.pick(['', "'a'", "chars='He'", 'none'])],
  truncate: [make.string, (random) => random.pick(['', '5', '10', '10, true', "12, end='…'", '9, true, ".."', '5, leeway=0', '10, false, "...", 0', '2', 'leeway=-1', "20, true, '', 0"])],
  unique: [(random) => random.pick(['nums', 'words', 'people', 'mixed', "'hello'", '[1, true, 1.0, "1"]', 'nested']), (random) => options(random, 'case_sensitive=true', `attribute=${attribute(random)}`)],
  upper: [make.value, () => ''],
  urlencode: [(random) => random.pick([make.string(random), make.dict(random), "{'a b': 'c&d', 'e': 1}", '[("a", "b/c")]', '[1]', '5', "'a/b c?d=é'"]), () => ''],
  urlize: [(random) => random.pick(["'see http://example.com/x?y=1, ok'", "'www.example.org.'", "'(https://a.example/b_(c))'", "'mail me@example.com now'", "'mailto:a@b.example'", "'example.com <http://192.0.2.1:80/>'", "'ftp://x.example tel:123'", 'html', "'https://[2001:db8::1]/x'"]), (random) => options(random, '12', 'nofollow=true', "target='_blank'", "rel='me'", "extra_schemes=['tel:', 'ftp://']", "extra_schemes=['!']")],
  wordcount: [make.string, () => ''],
  wordwrap: [(random) => random.pick(['text', 's', "'a well-known hyphen-ated word'", "'averyveryverylongword short'", "'one  two   three'", 'uni', "'a--b c---d'", "''"]), (random) => options(random, '5', '10', 'width=12', 'break_long_words=false', "wrapstring='|'", 'break_on_hyphens=false')],
  xmlattr: [(random) => random.pick(["{'class': 'a', 'id': none, 'n': 1}", "{'x y': 1}", 'd', '{}', "{'a': '<\"&'}", "{'u': missing}", 's', '{1: 2}']), (random) => random.pick(['', 'false', 'autospace=true'])],
};

const TESTS = ['boolean', 'callable', 'defined', 'escaped', 'even', 'false', 'filter', 'float', 'integer', 'iterable', 'lower', 'mapping', 'none', 'number', 'odd', 'sequence', 'string', 'test', 'true', 'undefined', 'upper'];
const BINARY_TESTS = ['divisibleby', 'eq', 'equalto', 'ge', 'gt', 'greaterthan', 'in', 'le', 'lessthan', 'lt', 'ne', 'sameas'];

const show = (random: Random, text: string) =>
  random.pick([`{{ ${text} }}`, `{{ (${text})|list }}`, `{{ ${text}|string }}`, `{% for x in ${text} %}<{{ x }}>{% endfor %}`]);

const LAZY = new Set(['batch', 'items', 'map', 'reject', 'rejectattr', 'reverse', 'select', 'selectattr', 'slice', 'unique']);

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
        return `${name}(${FILTERS[name]?.[1](random) ?? ''})`;
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
        () => `${markup}.${random.pick(['upper()', "replace('b', '<')", "split('>')", "join(['<', 1|string])", "format('<')", 'striptags()', "partition('>')", 'unescape()', 'strip()', "center(30, '<')"])}`,
        () => `('{}<{!r}>{:5}'|safe).format('<', html, 'x')`,
        () => `[${markup}, '<']`,
        () => `${markup}[${random.int(-2, 3)}:]`,
        () => `${markup} * 2`,
        () => `words|join(${markup})`,
        () => `[${markup}, '<']|join('>')`,
        () => `${markup}|replace('<', '>')`,
        () => `${markup} == html, ${markup} is escaped`,
        () => `html|xmlattr`,
        () => `${markup}|${random.pick(['upper', 'title', 'trim', 'indent', 'length', 'string', 'forceescape', 'first', 'reverse', 'list', 'center(30)', "truncate(6, true, '<')", 'capitalize', 'tojson', 'urlize', 'wordwrap(4)', 'e', 'striptags'])}`,
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
      const name = random.pick(['missing', 'd.missing', "d['zz']", 'people[0].zz', 'words[99]', 'n.zz', "nil.x", 's.zz', 'missing.a.b', "missing['x'].y", "''.__class__"]);
      const use = random.pick(['{{ X }}', '{{ X|default("q") }}', '{{ X is defined }}', '{{ X + 1 }}', '{{ X == X }}', '{{ X == 1 }}', '{% if X %}y{% else %}n{% endif %}', '{% for i in X %}{{ i }}{% else %}none{% endfor %}', '{{ X|length }}', '{{ X ~ "a" }}', '{{ [X] }}', '{{ X() }}', '{{ X|list }}', '{{ 1 in X }}', '{{ X in [1] }}', '{{ X|join }}', '{{ {X: 1} }}', '{{ X|int }}', '{{ X|string|upper }}', '{{ -X }}', '{{ X < 1 }}', '{{ X|sort }}', '{{ X|map("upper")|list }}', '{{ X and 1 }}', '{{ X or 1 }}', '{{ not X }}', '{{ "%s" % X }}', '{{ "%s" % (X,) }}', '{{ "{}".format(X) }}', '{% set q = X %}{{ q is undefined }}', '{{ X|tojson }}', '{{ X|pprint }}', '{{ X is none }}', '{{ X|first }}', '{{ X[1:] }}', '{{ X is iterable }}', '{{ X is sequence }}', '{{ X|abs }}', '{{ X|round }}', '{{ X is in [1] }}', '{{ X|upper }}', '{{ X|replace("a", "b") }}']);
      const kind = random.pick(['strict', 'strict', 'lenient', 'chainable', 'debug'] as const);
      return { source: use.replaceAll('X', name), options: { undefined: kind } };
    },
  },
];
