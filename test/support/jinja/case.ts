import type { EnvironmentOptions } from '../../../functions/kit/jinja/index.ts';
import type { Random } from './random.ts';

/** A template with its variables and settings. */
export interface Case {
  readonly source: string;
  /** Variables as JSON, so that both sides know ints from floats. */
  readonly context: string;
  readonly templates?: Readonly<Record<string, string>>;
  readonly options?: Omit<EnvironmentOptions, 'loader' | 'limits' | 'globals'>;
}

/** A part of the language, and the generator of its cases. */
export interface Feature {
  readonly name: string;
  /** Needs filters that the oracle only has with Ansible. */
  readonly needsAnsible?: boolean;
  make(random: Random): Omit<Case, 'context'> & { readonly context?: string };
}

/** Variables of cases without variables of their own. */
export const CONTEXT = JSON.stringify({
  n: 7,
  zero: 0,
  neg: -13,
  big: '@12345678901234567890123',
  f: '@2.5',
  whole: '@3.0',
  tiny: '@1.5e-07',
  huge: '@1e+22',
  yes: true,
  no: false,
  nil: null,
  s: 'Hello, World',
  empty: '',
  text: 'the quick brown fox\njumps over\tthe "lazy" dog\n',
  uni: 'Grüße, Ωmega straße 日本',
  html: '<b class="x">A & B\'s</b>',
  csv: 'a,b,,c',
  padded: '  trim me  ',
  num: '42',
  hex: '0x1f',
  words: ['pear', 'Apple', 'fig', 'apple', 'Banana'],
  nums: [3, 1, 2, 3, -5],
  mixed: [1, 'a', null, '@2.5', true, [1, 2], { k: 'v' }],
  nested: [[1, 2], [3, [4, 5]], []],
  pairs: [
    ['a', 1],
    ['b', 2],
  ],
  none: [],
  d: { b: 2, a: 1, c: { x: [1, 2], y: null } },
  ports: { Gi0: { up: true, vlan: 10 }, Gi1: { up: false, vlan: 20 }, Te2: { up: true, vlan: 10 } },
  people: [
    { name: 'Ann', age: 31, city: 'Oslo', tags: ['x', 'y'] },
    { name: 'bob', age: 25, city: 'Rome', tags: [] },
    { name: 'Cid', age: 31, city: 'oslo', tags: ['z'] },
  ],
  interfaces: [
    { name: 'eth0', ip: '192.0.2.1', mask: 24, enabled: true, vlans: [10, 20] },
    { name: 'eth1', ip: null, mask: 0, enabled: false, vlans: [] },
    { name: 'lo', ip: '198.51.100.7', mask: 32, enabled: true, vlans: [1] },
  ],
}).replace(/"@([^"]*)"/g, '$1');
