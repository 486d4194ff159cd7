import * as make from './expressions.ts';
import { attribute, type Make, options, people } from './filter-arguments.ts';

/** Filter cases from m to z, in the same form. */
export const FILTERS_M_TO_Z: Record<string, [Make, Make]> = {
  map: [
    people,
    (random) =>
      random.pick([
        "'upper'",
        "'length'",
        "attribute='name'",
        "attribute='zz', default='?'",
        "attribute='tags.0', default='-'",
        "'first'",
        "'default', 1",
        "'nope'",
        '',
        "'replace', 'a', 'b'",
        "'string'",
        'attribute=0',
        "attribute='name', q=1",
      ]),
  ],
  max: [
    (random) => random.pick(['nums', 'words', 'people', 'none', 'mixed', 'd', "'hello'", '(2.5, 1)']),
    (random) => options(random, 'case_sensitive=true', `attribute=${attribute(random)}`),
  ],
  min: [
    (random) => random.pick(['nums', 'words', 'people', 'none', 'mixed', 'd', "'hello'", '(2.5, 1)']),
    (random) => options(random, 'case_sensitive=true', `attribute=${attribute(random)}`),
  ],
  pprint: [
    (random) =>
      random.pick([
        make.value(random),
        'people',
        'interfaces',
        'ports',
        '[people, text * 3]',
        'text * 4',
        "{'k': words * 5, 'z': (1, text)}",
        'range(40)|list',
        '(words, words * 6)',
        '{2: 1, "a": 2}',
      ]),
    () => '',
  ],
  reject: [
    make.list,
    (random) => random.pick(['', "'odd'", "'string'", "'gt', 2", "'in', [1, 'a']", "'nope'", "'defined'", "'none'"]),
  ],
  rejectattr: [
    people,
    (random) =>
      random.pick([
        "'enabled'",
        "'age', 'gt', 30",
        "'zz'",
        "'zz', 'undefined'",
        "'name', 'equalto', 'eth0'",
        '',
        "'city', 'lower'",
      ]),
  ],
  replace: [
    make.value,
    (random) => random.pick(["'a', 'X'", "'', '-'", "'o', '', 1", "'l', 'L', count=2", '1, 2', "'a'"]),
  ],
  reverse: [make.value, () => ''],
  round: [
    make.value,
    (random) =>
      random.pick(['', '1', '2', '-1', "0, 'ceil'", "1, 'floor'", "method='ceil'", "2, 'common'", "method='x'"]),
  ],
  safe: [make.value, () => ''],
  select: [
    make.list,
    (random) =>
      random.pick(['', "'odd'", "'string'", "'lt', 3", "'divisibleby', 3", "'nope'", "'iterable'", "'mapping'"]),
  ],
  selectattr: [
    people,
    (random) =>
      random.pick([
        "'enabled'",
        "'age', '>', 26",
        "'tags'",
        "'zz'",
        "'zz', 'defined'",
        "'name', 'in', ['lo', 'bob']",
        "'vlans', 'length'",
        '0',
      ]),
  ],
  slice: [make.list, (random) => `${random.int(0, 4)}${random.pick(['', ", 'x'", ', 0'])}`],
  sort: [
    (random) => random.pick(['nums', 'words', 'people', 'mixed', 'd', 'none', 'nested', "'hello'"]),
    (random) => options(random, 'reverse=true', 'case_sensitive=true', `attribute=${attribute(random)}`),
  ],
  string: [make.value, () => ''],
  striptags: [
    (random) =>
      random.pick(['html', "'<p>a  b</p> <!-- c --> &amp; &#233; &lt;'", "'a < b > c'", "'<<x>>'", make.value(random)]),
    () => '',
  ],
  sum: [
    (random) => random.pick(['nums', 'people', 'words', 'none', '[1.5, 2]', '[[1], [2]]', 'range(5)', 'mixed']),
    (random) => options(random, "attribute='age'", 'start=10', 'start=1.5', 'start=[]', "start=''"),
  ],
  title: [make.value, () => ''],
  tojson: [
    (random) =>
      random.pick([
        make.value(random),
        'people',
        'd',
        'mixed',
        'html',
        'uni',
        "{1: 'a', 2.5: none}",
        '{true: 1}',
        '{(1, 2): 1}',
        '1e400',
      ]),
    (random) => random.pick(['', '2', 'indent=4', "indent='--'", '0']),
  ],
  trim: [make.value, (random) => random.pick(['', "'a'", "chars='He'", 'none'])],
  truncate: [
    make.string,
    (random) =>
      random.pick([
        '',
        '5',
        '10',
        '10, true',
        "12, end='…'",
        '9, true, ".."',
        '5, leeway=0',
        '10, false, "...", 0',
        '2',
        'leeway=-1',
        "20, true, '', 0",
      ]),
  ],
  unique: [
    (random) => random.pick(['nums', 'words', 'people', 'mixed', "'hello'", '[1, true, 1.0, "1"]', 'nested']),
    (random) => options(random, 'case_sensitive=true', `attribute=${attribute(random)}`),
  ],
  upper: [make.value, () => ''],
  urlencode: [
    (random) =>
      random.pick([
        make.string(random),
        make.dict(random),
        "{'a b': 'c&d', 'e': 1}",
        '[("a", "b/c")]',
        '[1]',
        '5',
        "'a/b c?d=é'",
      ]),
    () => '',
  ],
  urlize: [
    (random) =>
      random.pick([
        "'see http://example.com/x?y=1, ok'",
        "'www.example.org.'",
        "'(https://a.example/b_(c))'",
        "'mail me@example.com now'",
        "'mailto:a@b.example'",
        "'example.com <http://192.0.2.1:80/>'",
        "'ftp://x.example tel:123'",
        'html',
        "'https://[2001:db8::1]/x'",
      ]),
    (random) =>
      options(
        random,
        '12',
        'nofollow=true',
        "target='_blank'",
        "rel='me'",
        "extra_schemes=['tel:', 'ftp://']",
        "extra_schemes=['!']",
      ),
  ],
  wordcount: [make.string, () => ''],
  wordwrap: [
    (random) =>
      random.pick([
        'text',
        's',
        "'a well-known hyphen-ated word'",
        "'averyveryverylongword short'",
        "'one  two   three'",
        'uni',
        "'a--b c---d'",
        "''",
      ]),
    (random) =>
      options(random, '5', '10', 'width=12', 'break_long_words=false', "wrapstring='|'", 'break_on_hyphens=false'),
  ],
  xmlattr: [
    (random) =>
      random.pick([
        "{'class': 'a', 'id': none, 'n': 1}",
        "{'x y': 1}",
        'd',
        '{}',
        "{'a': '<\"&'}",
        "{'u': missing}",
        's',
        '{1: 2}',
      ]),
    (random) => random.pick(['', 'false', 'autospace=true']),
  ],
};
