import * as make from './expressions.ts';
import { attribute, type Make, options, people } from './filter-arguments.ts';

/** Values before the filter, and the arguments in its parentheses. */
export const FILTERS_A_TO_L: Record<string, [Make, Make]> = {
  abs: [make.number, () => ''],
  attr: [make.value, (random) => random.pick(["'a'", "'name'", "'upper'", "'items'", "'real'", '1'])],
  batch: [make.list, (random) => `${random.int(0, 4)}${random.pick(['', ", 'x'", ', 0', ', none'])}`],
  capitalize: [make.value, () => ''],
  center: [make.value, (random) => random.pick(['', '3', '20', '21', 'width=9', '-2'])],
  count: [make.value, () => ''],
  d: [make.value, (random) => random.pick(['', "'x'", "'x', true", '1, boolean=true', 'default_value=3'])],
  default: [make.value, (random) => random.pick(['', "'x'", "'x', true", 'none, false', "q='a'"])],
  dictsort: [
    make.dict,
    (random) => options(random, 'case_sensitive=true', "by='value'", "by='key'", 'reverse=true', "by='x'"),
  ],
  e: [make.value, () => ''],
  escape: [make.value, () => ''],
  filesizeformat: [
    (random) =>
      random.pick([
        '0',
        '1',
        '999',
        '1000',
        '1024',
        '13.5e6',
        '10**15',
        '10**30',
        "'12'",
        '-5',
        's',
        '123456789',
        '1e25',
        'true',
      ]),
    (random) => random.pick(['', 'true', 'binary=true']),
  ],
  first: [make.value, () => ''],
  float: [make.value, (random) => random.pick(['', '1.5', 'none', "default='x'"])],
  forceescape: [make.value, () => ''],
  format: [
    (random) => random.pick(["'%s-%s'", "'%d'", "'%(a)s'", "'x'", "'%5.1f|'"]),
    (random) => random.pick(['1, 2', '3', "a='q'", '', '1, a=2', "'x', 'y'"]),
  ],
  groupby: [
    people,
    (random) => `${attribute(random)}${random.pick(['', ", default='?'", ', case_sensitive=true', ', default=0'])}`,
  ],
  indent: [make.string, (random) => options(random, 'width=2', "'> '", 'first=true', 'blank=true', '3')],
  int: [make.value, (random) => random.pick(['', '5', 'base=16', '0, 16', '0, 0', 'none', '7, 2'])],
  items: [make.dict, () => ''],
  join: [
    make.list,
    (random) => random.pick(['', "', '", "d='-'", `attribute=${attribute(random)}`, '1', "'<', attribute='name'"]),
  ],
  last: [make.value, () => ''],
  length: [make.value, () => ''],
  list: [make.value, () => ''],
  lower: [make.value, () => ''],
};
