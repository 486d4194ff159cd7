import { describe, expect, it } from '@jest/globals';
import { Environment, JinjaError } from './index.ts';

const CONTEXT = {
  nums: [1, 2, 3, 4, 5],
  ports: { Gi1: 20, Gi0: 10 },
  interfaces: [
    { name: 'Gi0', vlan: 20, up: true },
    { name: 'Gi1', vlan: 10, up: false },
    { name: 'Gi2', vlan: 20, up: true },
  ],
};

/** What templates of networks use, with the answers of Jinja2 3.1.2. */
const CHECKS: readonly (readonly [string, string, string])[] = [
  ['leaves out the rows that a loop filters', '{% for x in nums if x > 2 %}{{ x }} {% endfor %}', '3 4 5 '],
  [
    'keeps a variable that a loop sets inside of it',
    '{% set c = 0 %}{% for x in nums %}{% set c = c + 1 %}{% endfor %}{{ c }}',
    '0',
  ],
  [
    'counts over the rounds of a loop with a namespace',
    '{% set ns = namespace(c=0) %}{% for x in nums %}{% set ns.c = ns.c + x %}{% endfor %}{{ ns.c }}',
    '15',
  ],
  ['drops one line end at the end of a template', 'interface Gi0/1\n', 'interface Gi0/1'],
  ['compares in chains', '{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }}', 'True False'],
  ['divides ints to a float', '{{ 4 / 2 }} {{ 7 / 2 }}', '2.0 3.5'],
  ['divides to the floor, from left to right', '{{ 7 // 2 }} {{ -7 // 2 }} {{ 100 // 7 // 2 }}', '3 -4 7'],
  ['takes the sign of a remainder from the divisor', '{{ -7 % 3 }} {{ 7 % -3 }}', '2 -2'],
  ['raises ints to any size', '{{ 2 ** 64 }}', '18446744073709551616'],
  ['prints true, false and none as Python does', '{{ true }} {{ false }} {{ none }}', 'True False None'],
  [
    'prints lists and dicts as Python does',
    "{{ [1, 'a', none, 2.0] }} {{ {'a': [1], 'b': (1,)} }}",
    "[1, 'a', None, 2.0] {'a': [1], 'b': (1,)}",
  ],
  [
    'slices lists and texts',
    "{{ ['a', 'b', 'c', 'd'][1:3] }} {{ 'abcdef'[::2] }} {{ nums[-2:] }}",
    "['b', 'c'] ace [4, 5]",
  ],
  ['joins with a tilde', "{{ 'vlan' ~ 10 ~ true }}", 'vlan10True'],
  ['chooses with an inline if', "{{ 'up' if nums else 'down' }}{{ 'x' if false }}", 'up'],
  ['maps an attribute', "{{ interfaces|map(attribute='name')|join(',') }}", 'Gi0,Gi1,Gi2'],
  ['maps a filter', "{{ ['a', 'b']|map('upper')|list }}", "['A', 'B']"],
  [
    'maps an attribute with a default',
    "{{ interfaces|map(attribute='mtu', default=1500)|list }}",
    '[1500, 1500, 1500]',
  ],
  ['selects by an attribute', "{{ interfaces|selectattr('up')|map(attribute='name')|join(' ') }}", 'Gi0 Gi2'],
  [
    'selects by a test of an attribute',
    "{{ interfaces|selectattr('vlan', 'equalto', 20)|map(attribute='name')|list }}",
    "['Gi0', 'Gi2']",
  ],
  ['rejects by an attribute', "{{ interfaces|rejectattr('up')|map(attribute='name')|list }}", "['Gi1']"],
  ['selects by a test with an argument', "{{ nums|select('gt', 2)|list }}", '[3, 4, 5]'],
  ['drops what comes twice, without regard to case', "{{ ['b', 'B', 'a', 'b']|unique|list }}", "['b', 'a']"],
  [
    'writes JSON with keys in order',
    "{{ {'b': [1, none, true], 'a': 'x<y'}|tojson }}",
    '{"a": "x\\u003cy", "b": [1, null, true]}',
  ],
  [
    'writes JSON over several lines',
    "{{ {'b': 1, 'a': [2]}|tojson(indent=2) }}",
    '{\n  "a": [\n    2\n  ],\n  "b": 1\n}',
  ],
  ['gives the items of a dict', '{% for k, v in ports.items() %}{{ k }}={{ v }};{% endfor %}', 'Gi1=20;Gi0=10;'],
  [
    'gives the items of a dict as a filter',
    '{% for k, v in ports|items %}{{ k }}={{ v }};{% endfor %}',
    'Gi1=20;Gi0=10;',
  ],
  [
    'sorts a dict',
    "{{ ports|dictsort }} {{ ports|dictsort(by='value', reverse=true) }}",
    "[('Gi0', 10), ('Gi1', 20)] [('Gi1', 20), ('Gi0', 10)]",
  ],
  [
    'groups by an attribute',
    "{% for vlan, rows in interfaces|groupby('vlan') %}{{ vlan }}:{{ rows|length }} {% endfor %}",
    '10:1 20:2 ',
  ],
  ['splits into batches', '{{ nums|batch(2, 0)|list }}', '[[1, 2], [3, 4], [5, 0]]'],
  ['splits into slices', '{{ nums|slice(3)|list }}', '[[1, 2], [3, 4], [5]]'],
  ['sums an attribute', "{{ interfaces|sum(attribute='vlan') }} {{ [0.5, 1]|sum }}", '50 1.5'],
  [
    'sorts by an attribute, and in reverse',
    "{{ interfaces|sort(attribute='vlan', reverse=true)|map(attribute='name')|list }}",
    "['Gi0', 'Gi2', 'Gi1']",
  ],
  ['runs an expression with do', '{% set l = [] %}{% do l.append(1) %}{% do l.extend([2, 3]) %}{{ l }}', '[1, 2, 3]'],
  ['ends a loop with break', '{% for x in nums %}{% if x == 4 %}{% break %}{% endif %}{{ x }}{% endfor %}', '123'],
  ['goes on with continue', '{% for x in nums %}{% if x is odd %}{% continue %}{% endif %}{{ x }}{% endfor %}', '24'],
  [
    'has variables of a with block inside of it',
    '{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a is defined }}',
    '3False',
  ],
  [
    'cycles through values',
    "{% for x in nums %}{{ loop.cycle('odd', 'even') }} {% endfor %}",
    'odd even odd even odd ',
  ],
  [
    'knows the items before and after',
    "{% for x in nums %}{{ loop.previtem|default('-') }}{{ loop.nextitem|default('-') }} {% endfor %}",
    '-2 13 24 35 4- ',
  ],
  [
    'says when a value has changed',
    "{% for i in interfaces|sort(attribute='vlan') %}{% if loop.changed(i.vlan) %}vlan {{ i.vlan }} {% endif %}{% endfor %}",
    'vlan 10 vlan 20 ',
  ],
  ['tests with an argument without parentheses', '{{ 10 is divisibleby 2 }} {{ 9 is divisibleby 2 }}', 'True False'],
  [
    'calls methods of texts',
    "{{ 'Gi0/1'.replace('Gi', 'GigabitEthernet') }} {{ 'a,b'.split(',') }} {{ 'x'.rjust(4, '.') }} {{ ' a '.strip()|upper }}",
    "GigabitEthernet0/1 ['a', 'b'] ...x A",
  ],
  [
    'formats with percent',
    "{{ '%-10s|%05.1f|%x' % ('name', 3.14159, 255) }} {{ '%03d'|format(7) }}",
    'name      |003.1|ff 007',
  ],
  ['formats with braces', "{{ '{:>6}|{:<6}|{:,}'.format('a', 'b', 1234567) }}", '     a|b     |1,234,567'],
  ['leaves raw text alone', '{% raw %}{{ x }} {% if %}{% endraw %}', '{{ x }} {% if %}'],
  [
    'calls macros with defaults, keywords and a caller',
    "{% macro line(name, vlan=1) %}{{ name }}:{{ vlan }}{{ caller() if caller }};{% endmacro %}{{ line('a') }}{{ line('b', vlan=2) }}{% call line('c') %}!{% endcall %}",
    'UndefinedError: No caller defined',
  ],
  ['trims white space at the signs', 'a\n  {%- if true -%}\n  b\n  {%- endif +%}\n c', 'ab\n c'],
  ['refuses a missing variable by default', '{{ hostname }}', "UndefinedError: 'hostname' is undefined"],
];

function render(source: string): string {
  try {
    return new Environment().fromText(source).render(CONTEXT);
  } catch (error) {
    if (error instanceof JinjaError) return `${error.kind}: ${error.reason}`;
    throw error;
  }
}

describe('a template of a network', () => {
  it.each(CHECKS)('%s', (_, source, expected) => {
    expect(render(source)).toBe(expected);
  });
});
