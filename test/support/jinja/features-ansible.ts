import { QUERIES } from '../../../functions/kit/jinja/ipaddr/queries.ts';
import type { Feature } from './case.ts';
import type { Random } from './random.ts';

/** Cases of the filters that Ansible has: addresses and patterns. */

const octet = (random: Random) => random.pick([0, 1, 2, 10, 64, 100, 127, 168, 192, 254, 255, 256, random.int(0, 255)]);

function v4(random: Random): string {
  const address = random.pick([
    () => `${octet(random)}.${octet(random)}.${octet(random)}.${octet(random)}`,
    () =>
      random.pick([
        '10.1.2.3',
        '192.168.1.0',
        '172.16.0.1',
        '127.0.0.1',
        '169.254.1.1',
        '224.0.0.5',
        '8.8.8.8',
        '192.0.2.130',
        '100.64.0.1',
        '255.255.255.255',
        '0.0.0.0',
        '239.1.1.1',
      ]),
    () => random.pick(['10', '10.1', '192.168.08.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.x']),
  ])();
  return address + suffix(random, 32);
}

function v6(random: Random): string {
  const address = random.pick([
    '2001:db8::1',
    '2001:db8::',
    '::1',
    '::',
    'fe80::1',
    'ff02::1',
    'fd00:1:2:3::4',
    '::ffff:192.0.2.1',
    '::192.0.2.1',
    '2002:c000:201::1',
    '2001:db8:0:0:1:0:0:1',
    '1:2:3:4:5:6:7:8',
    'FE80::ABCD',
    '::ffff:0:0',
    '1::2::3',
    '2001:db8::g',
    '1:2:3',
    '2001:0db8:0000:0000:0000:0000:0000:0001',
    '0:0:1::',
  ]);
  return address + suffix(random, 128);
}

function suffix(random: Random, width: number): string {
  if (random.chance(0.35)) return '';
  return `/${random.pick([24, 8, 16, 30, 31, 32, 64, 29, 0, 28, width, width - 1, width - 2, width + 1, random.int(0, width), '255.255.255.0', '0.0.0.255', '255.0.255.0', 'x'])}`;
}

const address = (random: Random) => `'${random.chance(0.65) ? v4(random) : v6(random)}'`;

function value(random: Random): string {
  return random.pick([
    () => address(random),
    () => address(random),
    () => address(random),
    () => address(random),
    () => `[${random.some(0, 4, () => address(random)).join(', ')}]`,
    () =>
      random.pick([
        "'nope'",
        "''",
        '0',
        '5',
        '3232235777',
        '42540766411282592856903984951653826561',
        "'3232235777/24'",
        'true',
        'false',
        'none',
        '1.5',
        '[1, "x", none]',
        "'1/2/3'",
        'missing',
        "'-1'",
        '-1',
      ]),
  ])();
}

const names = [...QUERIES.keys()];
const asked = (random: Random) =>
  random.pick([
    () => `'${random.pick(names)}'`,
    () => `'${random.pick(names)}'`,
    () => `'${random.pick(names)}'`,
    () =>
      random.pick([
        "'1'",
        '1',
        "'-1'",
        '-2',
        "'300'",
        "'zz'",
        "'1.5'",
        "'192.168.0.0/16'",
        "'2001:db8::/32'",
        "'10.0.0.0/8'",
        "'0.0.0.0/0'",
      ]),
  ])();

const MACS = [
  '00:1b:21:0a:0b:0c',
  '00-1B-21-0A-0B-0C',
  '001b.210a.0b0c',
  '001b210a0b0c',
  '0:1:2:a:b:c',
  '00:1b:21:ff:fe:0a:0b:0c',
  '001b21:0a0b0c',
  'nope',
  '00:1b:21',
  '',
  '00:1b:21:0a:0b:zz',
];

const TEXTS = [
  "'GigabitEthernet0/1 is up'",
  "'10.0.0.1/24, 10.0.0.2/32'",
  'text',
  's',
  'uni',
  "''",
  'n',
  "'a1b22c333'",
  "'key=value; k2=v2'",
  'words',
];
const PATTERNS = [
  '\\d+',
  '(\\d+)',
  '(\\w+)=(\\w+)',
  '([a-z])(\\d+)?',
  '(?P<net>\\d+\\.\\d+)',
  '^the',
  'FOX',
  'o$',
  '\\s+',
  '(a)|(b)',
  '',
  '(',
  '[a-',
  '(?i)gig',
  '(?<=a)\\d',
  '.*',
  'x*',
  '\\b\\w',
  '(?:ab)+',
  '\\Z',
  '(?P<a>.)(?P=a)',
  'ü|ß',
  '*',
  'a{1,2}',
];
const quoted = (random: Random) => `'${random.pick(PATTERNS).replaceAll('\\', '\\\\')}'`;
const flags = (random: Random) =>
  random.pick(['', '', ', ignorecase=true', ', multiline=true', ', multiline=true, ignorecase=true']);

const print = (text: string) => ({ source: `{{ ${text} }}` });

export const ANSIBLE_FEATURES: readonly Feature[] = [
  {
    name: 'ipaddr',
    needsAnsible: true,
    make: (random) =>
      print(
        `${value(random)}|ipaddr${random.chance(0.1) ? '' : `(${asked(random)}${random.pick(['', '', '', ', 4', ', version=6'])})`}`,
      ),
  },
  {
    name: 'ipv4 and ipv6',
    needsAnsible: true,
    make: (random) =>
      print(`${value(random)}|${random.pick(['ipv4', 'ipv6'])}${random.chance(0.3) ? '' : `(${asked(random)})`}`),
  },
  {
    name: 'ipsubnet',
    needsAnsible: true,
    make: (random) =>
      print(
        `${address(random)}|ipsubnet${random.pick(['', () => `(${random.int(0, 64)})`, () => `('${random.int(8, 32)}', ${random.int(-3, 5)})`, () => `(${random.int(20, 130)}, '${random.int(0, 3)}')`, () => `(${address(random)})`].map((one) => (typeof one === 'string' ? one : one())))}`,
      ),
  },
  {
    name: 'ipmath',
    needsAnsible: true,
    make: (random) =>
      print(
        `${address(random)}|ipmath(${random.pick(['1', '-1', '5', '300', "'7'", '2**40', "'x'", '1.5', 'true', '-2**33'])})`,
      ),
  },
  {
    name: 'networks in networks',
    needsAnsible: true,
    make: (random) =>
      print(
        `${address(random)}|${random.pick(['network_in_usable', 'network_in_network'])}(${random.pick(["'10.1.2.3'", "'192.168.1.0/24'", "'192.168.1.255'", "'2001:db8::5'", "'10.0.0.0/8'", "'nope'"])})`,
      ),
  },
  {
    name: 'hosts of networks',
    needsAnsible: true,
    make: (random) =>
      print(
        `${address(random)}|${random.pick(['nthhost', 'next_nth_usable', 'previous_nth_usable'])}(${random.pick(['0', '1', '5', '-1', '300', "'2'"])})`,
      ),
  },
  {
    name: 'lists of networks',
    needsAnsible: true,
    make: (random) =>
      print(
        `[${random.some(0, 5, () => random.pick(["'192.168.0.0/24'", "'192.168.1.0/24'", "'192.168.2.0/23'", "'10.0.0.1'", "'10.0.0.0/8'", "'2001:db8::/33'", "'2001:db8:8000::/33'", "'192.168.1.77/24'", "'nope'"])).join(', ')}]|${random.pick(['cidr_merge', "cidr_merge('span')", "cidr_merge(action='x')", "reduce_on_network('192.168.0.0/16')", "reduce_on_network('10.0.0.0/8')", "ipaddr('network')", 'ipwrap'])}`,
      ),
  },
  {
    name: 'hardware addresses',
    needsAnsible: true,
    make: (random) =>
      print(
        `'${random.pick(MACS)}'|${random.pick(['hwaddr', 'macaddr'])}${random.pick(['', "('bare')", "('bool')", "('int')", "('cisco')", "('eui48')", "('linux')", "('pgsql')", "('unix')", "('win')", "('zz')"])}`,
      ),
  },
  {
    name: 'other address filters',
    needsAnsible: true,
    make: (random) =>
      print(
        random.pick([
          () => `${address(random)}|ipwrap`,
          () => `${address(random)}|ip4_hex${random.pick(['', "(':')"])}`,
          () => `'2001:db8::/64'|slaac('${random.pick(MACS)}')`,
          () =>
            `${random.pick(["'10.0.0.0/30'", "'2001:db8::/126'", "'10.0.0.1/30'", "'nope'", "'10.0.0.4/31'"])}|usable_range`,
        ])(),
      ),
  },
  {
    name: 'regex_search',
    needsAnsible: true,
    make: (random) =>
      print(
        `${random.pick(TEXTS)}|regex_search(${quoted(random)}${random.pick(['', '', ", '\\\\1'", ", '\\\\g<net>'", ", '\\\\2', '\\\\1'", ", 'x'", ", '\\\\9'"])}${flags(random)})`,
      ),
  },
  {
    name: 'regex_replace',
    needsAnsible: true,
    make: (random) =>
      print(
        `${random.pick(TEXTS)}|regex_replace(${quoted(random)}, ${random.pick(["'X'", "'<\\\\1>'", "'\\\\g<0>!'", "''", "'\\\\g<net>'", "'\\\\n'", "'\\\\9'", "'\\\\2\\\\1'"])}${flags(random)})`,
      ),
  },
  {
    name: 'regex_findall',
    needsAnsible: true,
    make: (random) => print(`${random.pick(TEXTS)}|regex_findall(${quoted(random)}${flags(random)})`),
  },
  {
    name: 'regex_escape',
    needsAnsible: true,
    make: (random) => print(`${random.pick([...TEXTS, "'a.b*c [d] {e} ^$|?+()\\\\- #~&'"])}|regex_escape`),
  },
];
