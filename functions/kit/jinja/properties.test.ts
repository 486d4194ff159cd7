import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Environment, JinjaError, toValue, valueOfJson } from './index.ts';

const PIECES = [
  ...[
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    '#}',
    '-',
    '+',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    "'",
    '"',
    '|',
    '.',
    ',',
    ':',
    '=',
    '==',
    '~',
  ],
  ...[
    ' if ',
    ' else ',
    ' for ',
    ' in ',
    ' is ',
    ' not ',
    ' and ',
    ' or ',
    ' set ',
    ' x ',
    ' d ',
    ' 1 ',
    ' 2.5 ',
    ' true ',
    ' none ',
  ],
  ...[
    '{% for x in d %}',
    '{% endfor %}',
    '{% if x %}',
    '{% endif %}',
    '{% set x = 1 %}',
    '{% macro m(x) %}',
    '{% endmacro %}',
  ],
  ...[
    '{{ x }}',
    '{{ d|list }}',
    '{{ m(1) }}',
    '{% raw %}',
    '{% endraw %}',
    '\n',
    '*',
    '**',
    '/',
    '//',
    '%',
    '<',
    '>',
    '\\',
    'loop',
  ],
  ...[
    '|join',
    '|map("upper")',
    '|sort',
    '|tojson',
    '.items()',
    '.format(1)',
    ' % 3',
    '[1:]',
    '|batch(2)',
    '|groupby("a")',
    'self',
    'super',
  ],
];
const anyTemplate = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join('')),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => `{{ ${pieces.join(' ')} }}`),
  fc
    .array(fc.constantFrom(...PIECES), { maxLength: 8 })
    .map((pieces) => `{% for x in d %}${pieces.join('')}{% endfor %}`),
);
const environment = new Environment({ undefined: 'lenient', limits: { steps: 20_000, characters: 20_000 } });

describe('any text', () => {
  it('renders, or ends in an error of this package', () => {
    fc.assert(
      fc.property(anyTemplate, fc.jsonValue(), (source, data) => {
        try {
          expect(typeof environment.fromText(source).render({ x: [1, 'a', null], d: data })).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(JinjaError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('is rendered unchanged if it has no delimiters', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/\{[{%#]|[\r]/.test(text));
        const kept = new Environment({ keepTrailingNewline: true });
        expect(kept.fromText(text).render()).toBe(text);
        expect(kept.fromText('{{ text }}').render({ text })).toBe(text);
      }),
    );
  });
});

describe('any JSON', () => {
  it('is the same value however it is handed over, and comes back by tojson', () => {
    const writer = new Environment({ globals: {} }).fromText('{{ v|tojson }}');
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (data) => {
        const text = JSON.stringify(data);
        const written = writer.render({ v: toValue(JSON.parse(text)) });
        expect(JSON.parse(written)).toEqual(JSON.parse(text));
        expect(() => valueOfJson(text)).not.toThrow();
      }),
    );
  });
});
