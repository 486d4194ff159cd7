import { describe, expect, it } from '@jest/globals';
import { Environment, type EnvironmentOptions, type ErrorKind, JinjaError } from './index.ts';

/** The kind of error that a template ends in; its text if it ends in none. */
function endOf(source: string, options: EnvironmentOptions = {}): ErrorKind | string {
  try {
    const limits = { steps: 200_000, characters: 100_000 };
    return new Environment({ limits, ...options }).fromText(source).render({ d: { a: 1 }, l: [1], s: 'text', n: 1 });
  } catch (error) {
    if (error instanceof JinjaError) return error.kind;
    throw error;
  }
}

describe('a template that reaches for JavaScript or Python', () => {
  it.each([
    "{{ ''.constructor.constructor('return process.version')() }}",
    '{{ s.constructor }}',
    '{{ l.constructor.prototype }}',
    '{{ d.hasOwnProperty("a") }}',
    '{{ d.toString() }}',
    '{{ d["constructor"]("x") }}',
    '{{ d.valueOf() }}',
    '{{ l.map }}',
    '{{ l.length }}',
    '{{ s.charCodeAt(0) }}',
    '{{ n.toFixed(2) }}',
    '{{ range.call }}',
    '{{ range.prototype }}',
    '{{ s.upper.apply() }}',
    '{{ namespace().constructor }}',
    '{{ cycler(1).constructor }}',
    '{{ self.constructor }}',
    '{% for i in l %}{{ loop.constructor }}{% endfor %}',
    '{% macro m() %}{% endmacro %}{{ m.constructor }}',
    '{{ "{0.constructor}".format(s) }}',
    '{{ "{0[constructor]}".format(d) }}',
    '{{ "%(constructor)s" % d ~ missing }}',
    '{{ [d]|map(attribute="constructor")|first }}',
    '{{ d|attr("constructor") }}',
    '{{ process }}',
    '{{ globalThis }}',
    '{{ this }}',
    '{{ require("fs") }}',
  ])('finds nothing: %s', (source) => {
    expect(endOf(source)).toMatch(/^(?:UndefinedError|KeyError|TypeError|TemplateSyntaxError)$/);
  });

  it.each([
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''.__class__.__mro__ }}",
    '{{ d.__init__ }}',
    '{{ l.__len__() }}',
    '{{ range.__call__(3) }}',
    '{{ "{0.__class__}".format(1) }}',
    '{{ "{0.__class__}".format_map({"0": 1}) if false else "".__class__ }}',
    '{{ [1]|map(attribute="__class__")|list|string }}',
  ])('is refused as unsafe: %s', (source) => {
    expect(endOf(source)).toMatch(/^(?:SecurityError|UndefinedError|\[Undefined\])$/);
  });

  it('has keys of dicts that are names in JavaScript as any other key', () => {
    const source =
      '{% set o = {"__proto__": 1, "constructor": 2} %}{{ o["__proto__"] }}{{ o.constructor }}{{ o }}{{ {}["__proto__"] is defined }}';
    expect(endOf(source)).toBe("12{'__proto__': 1, 'constructor': 2}False");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(endOf('{% do {}.update({"__proto__": {"polluted": 1}}) %}{{ {}.polluted is defined }}')).toBe('False');
  });
});

const chain = Array.from(
  { length: 40 },
  (_, n) => [`t${n}`, `{% include "t${n + 1}" %}{% include "t${n + 1}" %}`] as const,
);
const TEMPLATES = new Map([
  ...chain,
  ['t40', 'x'],
  ['self', '{% include "self" %}'],
  ['parent', '{% extends "parent" %}'],
  ['module', '{% import "module" as m %}'],
]);
const loader = (name: string) => TEMPLATES.get(name);

const grow = (step: string, use: string) =>
  `{% set ns = namespace(v=(1,), l=[1], m=[1], s="ab") %}{% for i in range(80) %}${step}{% endfor %}${use}`;

describe('a template that would take without end', () => {
  it.each([
    ['texts that double', grow('{% set ns.s = ns.s ~ ns.s %}', '')],
    ['a text times a number', '{{ "a" * 10 ** 9 }}'],
    ['a list times a number', '{{ [0] * 10 ** 9 }}'],
    ['a power', '{{ 10 ** (10 ** 8) }}'],
    [
      'products of large ints',
      '{% set ns = namespace(n=3) %}{% for i in range(90) %}{% set ns.n = ns.n * ns.n %}{% endfor %}',
    ],
    ['loops in loops', '{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}'],
    ['a list that grows while it is looped over', '{% for i in l %}{% do l.append(1) %}{% endfor %}'],
    ['includes that double', '{% include "t0" %}'],
    ['a template that includes itself', '{% include "self" %}'],
    ['a template that extends itself', '{% include "parent" %}'],
    ['a template that imports itself', '{% include "module" %}'],
    ['a macro that calls itself', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'],
    [
      'macros that call each other',
      '{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}',
    ],
    ['a block that prints itself', '{% block a %}{{ self.a() }}{% endblock %}'],
    ['a recursive loop', '{% for x in l recursive %}{{ loop([1]) }}{% endfor %}'],
    ['parentheses', `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`],
    ['brackets', `{{ ${'['.repeat(5000)}${']'.repeat(5000)} }}`],
    ['negations', `{{ ${'not '.repeat(20_000)}1 }}`],
    ['signs', `{{ ${'-'.repeat(20_000)}1 }}`],
    ['a long sum', `{{ ${'1+'.repeat(20_000)}1 }}`],
    ['a long chain of filters', `{{ 1${'|string'.repeat(10_000)} }}`],
    ['a long chain of attributes', `{{ d${'.a'.repeat(20_000)} }}`],
    ['statements in statements', `${'{% if 1 %}'.repeat(3000)}${'{% endif %}'.repeat(3000)}`],
    ['a width of percent formatting', '{{ "%999999999d" % 1 }}'],
    ['a width that is an argument', '{{ "%*d" % (10 ** 9, 1) }}'],
    ['a width of str.format', '{{ "{:999999999}".format(1) }}'],
    ['a width of center', '{{ "x"|center(10 ** 9) }}'],
    ['a width of ljust', '{{ "x".ljust(10 ** 12) }}'],
    ['a width of zfill', '{{ "1".zfill(10 ** 10) }}'],
    ['tabs', '{{ "\t".expandtabs(10 ** 9) }}'],
    ['an indention', '{{ "a\nb"|indent(10 ** 9) }}'],
    ['a batch to fill', '{{ l|batch(10 ** 9, 0)|list }}'],
    ['slices', '{{ l|slice(10 ** 9)|list }}'],
    ['dummy text', '{{ lipsum(10 ** 9) }}'],
    ['a list inside of itself many times, printed', grow('{% set ns.l = [ns.l, ns.l] %}', '{{ ns.l }}')],
    ['such lists, compared', grow('{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}', '{{ ns.l == ns.m }}')],
    ['such a list as JSON', grow('{% set ns.l = [ns.l, ns.l] %}', '{{ ns.l|tojson }}')],
    ['such a list, pretty', grow('{% set ns.l = [ns.l, ns.l] %}', '{{ ns.l|pprint }}')],
    ['such a tuple as a key', grow('{% set ns.v = (ns.v, ns.v) %}', '{{ {ns.v: 1} }}')],
    ['such a tuple as a subscript', grow('{% set ns.v = (ns.v, ns.v) %}', '{{ d[ns.v] }}')],
    ['a pattern that backtracks', '{{ ("a" * 60 ~ "c")|regex_search("^(a+)(a+)(a+)(a+)(a+)\\\\1\\\\2\\\\3$") }}'],
    ['mail addresses in one word', '{{ ("a@" * 40000)|urlize }}'],
    ['all addresses of a network', '{{ "::/0"|usable_range }}'],
  ])('is stopped: %s', (_, source) => {
    expect(endOf(source, { loader })).toBe('BudgetError');
  });

  it('is stopped at a range that is too big, as in the sandbox of Jinja2', () => {
    expect(endOf('{% for i in range(10 ** 9) %}{% endfor %}')).toBe('OverflowError');
  });

  it('ends within the default limits too', () => {
    expect(
      endOf('{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}', { limits: {} }),
    ).toBe('BudgetError');
  });
});
