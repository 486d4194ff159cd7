import type { Feature } from './case.ts';
import type { Random } from './random.ts';
import { STATEMENT_FEATURES } from './features-statements.ts';

/** Cases of several templates, of templates with faults, and of configurations. */

const PARENTS = {
  base: '<{% block a %}A{{ n }}{% endblock %}|{% block b scoped %}B{% endblock b %}>{% set tail = "t" %}{{ v|default("-") }}',
  middle: '{% extends "base" %}{% set v = 7 %}{% block a %}m({{ super() }}){% endblock %}',
  needs: '{% block a required %}{% endblock %}{% block b %}{{ self.a() }}{% endblock %}',
  loop: '{% for i in nums %}{% block row scoped %}{{ i }};{% endblock %}{% endfor %}{% for i in nums %}{% block plain %}{{ i|default("no") }}{% endblock %}{% endfor %}',
  part: 'part {{ n }} {{ x|default("no x") }}{% set inner = 1 %}',
  forms: '{% macro field(a, b=n|default("none")) %}[{{ a }}:{{ b }}]{% endmacro %}{% set version = 3 %}{% set _hidden = 1 %}{% macro _private() %}p{% endmacro %}text {{ n|default("no n") }}',
  broken: '{% if %}',
  self: '{% include "self" %}',
  macros2: '{% from "forms" import field %}{% macro twice(a) %}{{ field(a) }}{{ field(a) }}{% endmacro %}',
};

const CHILDREN = [
  '{% extends "P" %}',
  'before{% extends "P" %}after{{ n }}',
  '{% extends "P" %}{% block a %}child{% endblock %}',
  '{% extends "P" %}{% block a %}{{ super() }}+{% endblock %}{% block b %}{{ self.a() }}{{ n }}{% endblock %}',
  '{% extends "P" %}{% block a %}{{ super.super() }}{% endblock %}',
  '{% extends "P" %}{% set v = 1 %}{% macro m() %}M{% endmacro %}{% block a %}{{ v }}{{ m() }}{% endblock %}',
  '{% if yes %}{% extends "P" %}{% endif %}x{% block a %}c{% endblock %}',
  '{% if no %}{% extends "P" %}{% endif %}x{% block a %}c{% endblock %}y',
  '{% extends "P" %}{% extends "base" %}',
  '{% extends missing %}',
  '{% extends "none" %}',
  '{% extends ["none", "base"] %}',
  '{% extends "P" %}{% for x in nums %}{% block a %}{{ x|default("?") }}{% endblock %}{% endfor %}',
  '{% extends "P" %}{% include "part" %}',
  '{% extends "P" %}{% block a %}1{% endblock %}{% block a %}2{% endblock %}',
  '{% block a %}{% block c %}C{% endblock %}{% endblock %}{{ self.c() }}{{ self.zz() }}',
  '{% extends "P" %}{% block row %}({{ i }}{{ super() }}){% endblock %}{% block plain %}p{% endblock %}',
  '{% block a %}x{% endblock %}{{ self }}{{ self.a.super }}',
  '{% for x in [1] %}{% extends "P" %}{% endfor %}',
  '{% extends "P" %}{% block b %}{% set v = 2 %}{{ v }}{% include "part" %}{% endblock %}{{ undefined_here }}',
  '{% block a required %}x{% endblock %}',
  '{% extends "P" %}{% filter upper %}shown?{% endfilter %}',
];

const INCLUDES = [
  '{% include "part" %}',
  '{% include "part" without context %}',
  '{% set x = 5 %}{% include "part" %}{{ inner|default("not set") }}',
  '{% for x in nums %}{% include "part" %}{% endfor %}',
  '{% for x in nums %}{% include "loopy" %}{{ loop.index }}{% endfor %}',
  '{% include "none" %}',
  '{% include "none" ignore missing %}ok',
  '{% include ["none", "part"] %}',
  '{% include ["none", "nope"] %}',
  '{% include ["none", "nope"] ignore missing with context %}ok',
  '{% include [] %}',
  '{% include missing %}',
  '{% include "broken" %}',
  '{% include "broken" ignore missing %}',
  '{% include "middle" %}',
  '{% include "self" %}',
  '{% include "../part" %}',
  '{% include "a/../part" ignore missing %}x',
  '{% with x = 9 %}{% include "part" %}{% endwith %}',
  '{% macro m(x) %}{% include "part" %}{% endmacro %}{{ m(3) }}',
  '{% include "forms" %}{{ field is defined }}',
];

const IMPORTS = [
  '{% import "forms" as f %}{{ f.field(1) }}{{ f.version }}',
  '{% import "forms" as f with context %}{{ f.field(1) }}',
  '{% import "forms" as f %}{{ f._hidden }}',
  '{% import "forms" as f %}{{ f.nope }}',
  '{% import "forms" as f %}{{ f }}',
  '{% import "forms" as f %}{{ f.field }}{{ f["version"] }}',
  '{% from "forms" import field %}{{ field(1, b=2) }}',
  '{% from "forms" import field as g, version with context %}{{ g(1) }}{{ version }}',
  '{% from "forms" import nope %}{{ nope is defined }}',
  '{% from "forms" import nope %}{{ nope }}',
  '{% from "forms" import _hidden %}',
  '{% from "macros2" import twice %}{{ twice(n) }}',
  '{% from "macros2" import field %}{{ field }}',
  '{% from "none" import x %}',
  '{% import "broken" as b %}',
  '{% macro m() %}{% from "forms" import field %}{{ field(2) }}{% endmacro %}{{ m() }}',
  '{% for i in nums %}{% import "forms" as f with context %}{{ f.field(i) }}{% endfor %}',
  '{% from "forms" import field, version, %}',
  '{% from "forms" import field with context %}{% call field(1) %}x{% endcall %}',
  '{% import "forms" as f %}{% from "forms" import version without context %}{{ f.version == version }}',
];

const CONFIGURATIONS = [
  `hostname {{ host }}
{% for i in interfaces -%}
interface {{ i.name }}
{% if i.enabled %}
 ip address {{ i.ip | default('dhcp', true) }}{{ ' ' ~ i.mask if i.mask }}
{% else %}
 shutdown
{% endif %}
{% for v in i.vlans|default([])|sort %}
 vlan {{ '%04d' | format(v) }}{{ ',' if not loop.last }}
{% endfor %}
{% endfor %}
`,
  `{%- macro neighbour(ip, asn, desc=none) %}
 neighbor {{ ip }} remote-as {{ asn }}
 {%- if desc %}

 neighbor {{ ip }} description {{ desc|upper|truncate(8, true, '', 0) }}
 {%- endif %}
{%- endmacro %}
router bgp {{ asn }}
{%- for p in peers if p.asn != asn %}{{ neighbour(p.ip, p.asn, p.desc|default(none)) }}{% endfor %}
{% for asn, group in peers|groupby('asn') %}! {{ asn }}: {{ group|map(attribute='ip')|join(' ') }}
{% endfor %}`,
  `{% set ns = namespace(total=0) %}
{% for i in interfaces if i.enabled %}{% set ns.total = ns.total + i.vlans|length %}
{{ i.name.ljust(8) }}|{{ i.vlans|map('string')|join(',')|center(12) }}|
{% else %}
no interfaces
{% endfor %}
total {{ ns.total }} of {{ interfaces|sum(attribute='mask') }} {{ (ns.total / 3)|round(2) }}`,
  `{{ peers|tojson(2) }}
{{ {'peers': peers, 'host': host}|pprint }}`,
];

function configuration(random: Random): string {
  return JSON.stringify({
    host: random.pick(['r1', 'leaf-01', 'é1']),
    asn: 65000,
    interfaces: random.some(0, 4, () => ({
      name: random.pick(['Gi0/0', 'Gi0/1', 'Te1/0', 'lo0']),
      ip: random.pick(['192.0.2.1', null, '']),
      mask: random.int(0, 32),
      enabled: random.chance(0.7),
      ...(random.chance(0.8) ? { vlans: random.some(0, 4, () => random.int(1, 4094)) } : {}),
    })),
    peers: random.some(0, 4, () => ({
      ip: `192.0.2.${random.int(1, 254)}`,
      asn: random.int(64999, 65002),
      ...(random.chance(0.5) ? { desc: random.pick(['core', 'a long description', 'x<y']) } : {}),
    })),
  });
}

const BITS = ['{{', '}}', '{%', '%}', '{#', '#}', '(', ')', '[', ']', '{', '}', "'", '"', '|', '.', ',', ':', '=', '==', 'if', 'for', 'in', 'end', 'is', 'not', '-', '+', '~', ' ', '\n', '1', 'x', '\\', '!', '@', 'é', '?', '$'];

/** A template of another feature with something lost, doubled or put in. */
function damaged(random: Random): string {
  const { source } = random.pick([...STATEMENT_FEATURES]).make(random);
  const at = random.int(0, source.length);
  const change = random.int(0, 2);
  if (change === 0) return source.slice(0, at) + source.slice(at + random.int(1, 4));
  if (change === 1) return source.slice(0, at) + random.pick(BITS) + source.slice(at);
  return source.slice(0, at);
}

const FAULTS = ['{{ 1 + }}', '{{ x', '{% if x %}', '{% endif %}', '{% for x nums %}{% endfor %}', '{{ (1 }}', '{{ 1) }}', '{{ a b }}', '{% nope %}', '{% set 1 = 2 %}', '{% set none = 2 %}', '{{ x|nope }}', '{{ x is nope }}', '{% if x is defined %}{{ x|nope }}{% endif %}', '{% if n is nope %}{% endif %}', '{{ n|nope if no else 1 }}', '{# x', '{% raw %}', '{% block a-b %}{% endblock %}', '{% macro (a) %}{% endmacro %}', '{% macro m(a=1, b) %}{% endmacro %}', '{% call 5 %}{% endcall %}', '{{ "abc }}', '{{ f(a=1, 2) }}', '{{ f(**d, 1) }}', '{{ f(*d, *d) }}', '{{ {1} }}', '{{ [1, }}', '{{ 1 if }}', '{{ is }}', '{{ n is is }}', '{{ n is odd is even }}', '{{ n.1 }}', '{{ n. }}', '{% for loop in nums %}{% endfor %}', '{% for x in nums %}{% set loop = 1 %}{% endfor %}', '{% print n, s %}', '{% print %}', '{{ () }}', '{{ }}', '{% %}', '{{ 1 2 }}', '{{ ! }}', '{{ a @ b }}', '{{ 00 }}', '{{ 01 }}', '{{ 1__0 }}', '{{ 1.e3 }}', '{{ .5 }}', '{{ 5. }}', '{{ 1.5.2 }}', '{{ n if n }}', '{{ n if no }}', '{% set x %}', '{% extends %}', '{% include %}', '{% import "a" %}', '{% from "a" %}', '{% with a %}{% endwith %}', '{% with a=1 b=2 %}{% endwith %}', '{% autoescape %}{% endautoescape %}', '{% if n %}{% else %}{% elif n %}{% endif %}', '{% for x in nums %}{% else %}{% else %}{% endfor %}', '{% filter %}x{% endfilter %}', '{% do %}', '{% set a.b.c = 1 %}', '{% for a.b in nums %}{% endfor %}', "{{ 'a' 'b' }}", '{{ n[1:2:3:4] }}', '{{ words[1, 2] }}', '{{ words[] }}', '{{ d[1:2, 3] }}', '{{ x..y }}', '{{ -n|abs }}', '{{ 2**-1 }}', '{{ 2**3**2 }}', '{{ not not n }}', '{{ 1 < 2 < 3 }}', '{{ 1 not in nums }}', '{{ n and or 1 }}', '{{ *n }}', '{{ n;1 }}', '{% set x = 1, %}{{ x }}', '{{ 1, }}', '{{ n|default(1)|abs + 2 * 3 }}', '{% for x in 1, 2 %}{{ x }}{% endfor %}', '{% if 1, 2 %}y{% endif %}', '{{ d.items }}', '{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}', '{% macro m(caller) %}{{ caller }}{% endmacro %}'];

/** Corners of scopes, closures and blocks. */
const CORNERS = [
  '{% set n %}{{ n }}{% endset %}{{ n }}',
  '{{ n }}{% set n %}{{ n }}!{% endset %}{{ n }}',
  '{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}B{% endmacro %}{{ a() }}',
  '{% macro a(x) %}{% macro b(y) %}{{ x }}{{ y }}{% endmacro %}{{ b(2) }}{% endmacro %}{{ a(1) }}',
  '{% macro a(x) %}{{ x }}{% if x > 0 %}{{ a(x - 1) }}{% endif %}{% endmacro %}{{ a(3) }}',
  '{% for i in nums %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}',
  '{% for i in nums %}{% set m = i %}{% endfor %}{{ m is defined }}',
  '{% macro m() %}{{ caller() }}{% endmacro %}{% for i in nums %}{% call m() %}{{ i }}{{ loop.index }}{% endcall %}{% endfor %}',
  '{% macro m() %}{% for i in [1, 2] %}{{ caller(i) }}{% endfor %}{% endmacro %}{% call(x) m() %}{{ x }}{% call(y) m() %}({{ x }}{{ y }}){% endcall %}{% endcall %}',
  '{% call(x) nope() %}{% endcall %}',
  '{% call range(3) %}{% endcall %}',
  '{% macro m() %}{{ kwargs.caller is defined }}{{ caller() }}{% endmacro %}{% call m() %}c{% endcall %}',
  '{% macro m(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ m(b=1, a=2) }}{{ m(**{"a": 1, "b": 2}) }}',
  '{% macro m(a=missing) %}{{ a }}{% endmacro %}{{ m() }}',
  '{% macro m(a, b=a) %}{{ b }}{% endmacro %}{{ m(4) }}{{ m() }}',
  '{% set x = 1 %}{% macro m(x=x) %}{{ x }}{% endmacro %}{{ m() }}{{ m(2) }}',
  '{% for x in [1, 2] %}{% for x in [x, 9] %}{{ x }}{% endfor %}{{ x }};{% endfor %}',
  '{% for n in [n, n] %}{{ n }}{% endfor %}',
  '{% for i in [1] %}{% for j in [2] %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}',
  '{% for i in [1, 2] %}{% set l = loop %}{% for j in [3] %}{{ l.index }}{{ loop.index }}{% endfor %}{% endfor %}',
  '{% for i in nums %}{{ loop }}{% endfor %}',
  '{% for i in nums|select("odd") %}{{ loop.length }}{{ loop.index }}{{ loop.last }}{% endfor %}',
  '{% for i in nums %}{{ loop.nextitem|default("end") }}{{ loop.previtem|default("start") }}{% endfor %}',
  '{{ loop is defined }}{% for i in [1] %}{% if true %}{{ loop.first }}{% endif %}{% endfor %}',
  '{% for i in [1, 2, 3] if loop.index > 1 %}{{ i }}{% endfor %}',
  '{% set l = [1] %}{% for i in l %}{% if i < 4 %}{% do l.append(i + 1) %}{% endif %}{{ i }}{% endfor %}',
  '{% set o = {"a": 1} %}{% for k in o %}{% do o.update({k ~ "x": 1}) %}{% endfor %}',
  '{% set l = [1, 2] %}{% set m = l %}{% do m.append(3) %}{{ l }}{{ l == m }}{{ l is sameas m }}',
  '{% set l = [] %}{% do l.append(l) %}{{ l }}',
  '{% set o = {} %}{% do o.update(me=o) %}{{ o }}',
  '{% if true %}{% set z = 1 %}{% else %}{% set z = 2 %}{% endif %}{{ z }}',
  '{% if false %}{% set n = 1 %}{% endif %}{{ n }}',
  '{% for i in [1] %}{% if false %}{% set n = 1 %}{% endif %}{{ n }}{% endfor %}',
  '{% with a = 1 %}{% with b = a + 1 %}{{ a }}{{ b }}{% endwith %}{{ b is defined }}{% endwith %}',
  '{% with a = 1, b = a %}{% endwith %}',
  '{% with (a, b) = [1, 2] %}{{ a }}{{ b }}{% endwith %}',
  '{% block t %}{% set n = 1 %}{{ n }}{% endblock %}{{ n }}',
  '{% set v = 1 %}{% block t %}{{ v }}{% set v = 2 %}{{ v }}{% endblock %}{{ v }}',
  '{% for i in nums %}{% block t %}{{ i is defined }}{% endblock %}{% endfor %}',
  '{% for i in nums %}{% block t scoped %}{{ i }}{{ loop.index }}{% endblock %}{% endfor %}',
  '{% macro m() %}{% block t %}x{{ n }}{% endblock %}{% endmacro %}{{ m() }}',
  '{% block t %}{{ self.t is defined }}{% endblock %}',
  '{% block t %}{{ super() }}{% endblock %}',
  '{% block t %}{{ super is defined }}{% endblock %}',
  '{{ self.t() }}{% block t %}x{% endblock %}{{ self["t"]() }}',
  '{% set a = b = 1 %}',
  '{% set a, b, c = "xyz" %}{{ c }}{{ b }}{{ a }}',
  '{% set (a) = 1 %}{{ a }}',
  '{% set a, = [1] %}{{ a }}',
  '{% set [a] = [1] %}',
  '{% set ns = namespace() %}{% set ns.a, b = 1, 2 %}',
  '{% set ns = namespace(x=0) %}{% set ns.x %}block{% endset %}{{ ns.x }}',
  '{% filter upper %}a{% filter replace("B", "c") %}b{% endfilter %}{% endfilter %}',
  '{% filter upper|replace("A", "x") %}a{{ n }}b{% endfilter %}',
  '{% autoescape true %}{{ "<" }}{% autoescape false %}{{ "<" }}{% endautoescape %}{{ "<" }}{% endautoescape %}{{ "<" }}',
  '{% autoescape true %}{% macro m() %}<{{ "<" }}{% endmacro %}{{ m() }}{% endautoescape %}{{ m is defined }}',
  '{% macro m() %}<{{ "<" }}{% endmacro %}{% autoescape true %}{{ m() }}{{ m()|upper }}{% endautoescape %}{{ m() }}',
  '{% autoescape true %}{% set v %}<{{ "<" }}{% endset %}{{ v }}{% filter upper %}<{{ "<" }}{% endfilter %}{% for i in ["<"] recursive %}{{ i }}{% endfor %}{% endautoescape %}',
  '{% autoescape true %}{% include "tag" %}{% import "tag" as t %}{{ t }}{{ t.b("<") }}{% endautoescape %}{{ n }}',
  '{% import "tag" as t %}{{ t }}{{ t.b("<") }}{{ [t.b("<")] }}',
  '{{ dict(a=1).a }}{{ {"items": 5}.items }}{{ {"items": 5}["items"] }}{{ {"get": 1}.get("get") }}',
  '{{ [1, 2, 3].__len__ }}',
  '{{ d.a.real }}{{ "%s"|format("x") }}{{ ["a"]|first|upper }}{{ -1|abs }}{{ (-1)|abs }}',
  '{{ 1 if false }}|{{ (1 if false) is defined }}|{{ [1 if false] }}',
  '{{ namespace is callable }}{{ range is callable }}{{ n is callable }}{{ missing is callable }}',
  '{{ "a" "b" ~ 1 + 2 }}',
  '{{ 1 ~ 2 + 3 ~ 4 }}{{ 2 * 3 ~ 4 }}{{ "a" ~ 1 == "a1" }}',
  '{{ 10 is divisibleby 5 and 10 is not odd }}{{ not 1 is odd }}{{ 4 is even == true }}',
  '{{ n is in [7, 8] }}{{ 1 is in [1] and 2 }}{{ "a" is eq "a" ~ "b" }}',
  '{{ 3 is not none and 3 > 2 }}{{ [] or {} or "x" }}{{ 1 and 0 and 2 }}',
  '{{ [1, 2, 3][0] }}{{ [1, 2, 3].0 }}{{ "abc".1 }}{{ d["c"]["x"][-1] }}{{ (1, 2).1 }}',
  '{{ (1, 2) + (3,) }}{{ [1] + [2] }}{{ [1] * 2 }}{{ "ab" * 2 }}{{ 2 * [0] }}{{ (0,) * 3 }}{{ [] * 5 }}',
  '{{ true + true }}{{ true * 3 }}{{ -true }}{{ true / 2 }}{{ true == 1 }}{{ {1: "a", true: "b", 1.0: "c"} }}',
  '{{ "é"|length }}{{ "日本"|upper }}{{ "\\U0001F600"|length }}{{ "\\U0001F600x"[1] }}{{ "\\U0001F600x"|reverse }}{{ "ß"|upper }}{{ "ǆ"|title }}{{ "ΑΣ"|lower }}',
  '{{ "a\\u00adb" }}|{{ ["a\\u00adb\\u2028"] }}',
  '{{ 1e400 }}{{ -1e400 }}{{ 1e400 - 1e400 }}{{ 0.1 + 0.2 }}{{ 1e15 }}{{ 1e16 }}{{ 1e-5 }}{{ 123456789012345680.0 }}',
  '{{ 7 // -2 }}{{ -7 % 3 }}{{ 7 % -3 }}{{ -7 // 2.0 }}{{ 7.5 % -2 }}{{ 2 ** 100 }}{{ 2 ** -1 }}{{ 10 ** 20 / 3 }}',
  '{{ big * big }}{{ big / 7 }}{{ big % 1000 }}{{ big|float }}{{ "%d" % big }}{{ "{:,}".format(big) }}',
  '{{ 3|round }}{{ 2.5|round }}{{ 3.5|round }}{{ 2.675|round(2) }}{{ 1234|round(-2) }}{{ 1250|round(-2) }}{{ 1.1|round(0, "ceil") }}',
  '{{ nums|sort|join("-") }}{{ people|map(attribute="name")|map("upper")|join(" ") }}{{ people|selectattr("age", "gt", 30)|list|length }}',
  '{% for g, items in people|groupby("city") %}{{ g }}:{{ items|map(attribute="name")|join(",") }};{% endfor %}{{ (people|groupby("age"))[0].grouper }}{{ (people|groupby("age"))[0].list|length }}',
  '{{ people|groupby("city")|list }}',
];

const pageOf = (source: string) => ({ source, templates: { ...PARENTS, loopy: '{{ loop is defined }}{{ x }}', tag: '{% macro b(x) %}<b>{{ x }}</b>{% endmacro %}<p>{{ "<" }}' } });

export const TEMPLATE_FEATURES: readonly Feature[] = [
  { name: 'inheritance', make: (random) => ({ ...pageOf(random.pick(CHILDREN).replaceAll('"P"', `"${random.pick(['base', 'base', 'middle', 'needs', 'loop'])}"`)), options: { undefined: random.pick(['strict', 'lenient'] as const) } }) },
  { name: 'includes', make: (random) => ({ ...pageOf(random.pick(INCLUDES)), options: { undefined: random.pick(['strict', 'lenient'] as const) } }) },
  { name: 'imports', make: (random) => ({ ...pageOf(random.pick(IMPORTS)), options: { undefined: random.pick(['strict', 'lenient'] as const) } }) },
  { name: 'corners', make: (random) => pageOf(random.pick(CORNERS)) },
  { name: 'configurations', make: (random) => ({ source: random.pick(CONFIGURATIONS), context: configuration(random), options: { trimBlocks: random.chance(0.7), lstripBlocks: random.chance(0.7), keepTrailingNewline: random.chance(0.5) } }) },
  { name: 'faults', make: (random) => ({ source: random.pick(FAULTS), options: { undefined: random.pick(['strict', 'lenient'] as const) } }) },
  { name: 'damaged templates', make: (random) => ({ source: damaged(random) }) },
  {
    name: 'sandbox',
    make: (random) => ({
      source: `{{ ${random.pick(['s', 'd', 'nums', 'n', 'f', 'nil', 'range', 'people[0]', 'namespace()', 'cycler(1)', 's.upper', '(1,)', 'yes'])}${random.pick(['.', '["'])}X`.replace(/\["X$/, `["${random.pick(['__class__', '__init__', '__dict__', '__subclasses__', 'constructor', 'prototype', '__proto__', 'toString', 'hasOwnProperty', 'length', 'mro'])}"]`).replace(/\.X$/, `.${random.pick(['__class__', '__class__.__mro__', '__init__', 'constructor', 'prototype', '__proto__', 'toString', 'valueOf', 'length', 'mro', '_x'])}`) + random.pick([' }}', '() }}', '|string }}', ' is defined }}']),
      options: { undefined: random.pick(['strict', 'lenient'] as const) },
    }),
  },
];
