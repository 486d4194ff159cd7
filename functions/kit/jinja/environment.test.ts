import { describe, expect, it } from '@jest/globals';
import { Environment, type EnvironmentOptions, Float, JinjaError, PyDict, valueOfJson } from './index.ts';

function errorOf(run: () => unknown): JinjaError {
  try {
    run();
  } catch (error) {
    if (error instanceof JinjaError) return error;
    throw error;
  }
  throw new Error('there was no error');
}

const render = (source: string, context: Record<string, unknown> = {}, options: EnvironmentOptions = {}) =>
  new Environment(options).fromText(source).render(context);

describe('an error of a template', () => {
  const templates = new Map([
    ['page', 'a\n{% include "part" %}\n'],
    ['part', '\n\n{{ missing.x }}'],
    ['broken', 'x\n{% if %}'],
    ['forms', '{% macro m(a) %}\n{{ a.b.c }}\n{% endmacro %}'],
  ]);
  const environment = new Environment({ loader: (name) => templates.get(name) });

  it('names the template, the line and the variable', () => {
    const error = errorOf(() => environment.load('page').render());
    expect(error).toMatchObject({ kind: 'UndefinedError', subject: 'missing', place: { template: 'part', line: 3 } });
    expect(error.message).toBe("UndefinedError: 'missing' is undefined (part, line 3)");
  });

  it('names the line of a fault of syntax in an included template', () => {
    const error = errorOf(() => environment.fromText('{% include "broken" %}').render());
    expect(error).toMatchObject({ kind: 'TemplateSyntaxError', place: { template: 'broken', line: 2 } });
  });

  it('names the line inside of an imported macro', () => {
    const source = '\n{% from "forms" import m %}{{ m({}) }}';
    expect(errorOf(() => environment.fromText(source).render())).toMatchObject({
      place: { template: 'forms', line: 2 },
    });
  });

  it('names a filter that is not there before anything is rendered', () => {
    const error = errorOf(() => environment.fromText('{{ 1|nope }}', 'mine'));
    expect(error).toMatchObject({
      kind: 'TemplateAssertionError',
      subject: 'nope',
      place: { template: 'mine', line: 1 },
    });
  });

  it('names the line of a filter that fails in the middle of a text', () => {
    const error = errorOf(() => render('one\ntwo\n{{ [1, "a"]|sort }} three'));
    expect(error).toMatchObject({ kind: 'TypeError', place: { template: undefined, line: 3 } });
  });
});

describe('the loader', () => {
  it.each(['../secret', 'a/../../secret', '..', 'a\\..\\b', 'a\0b'])(
    'is not asked for a name that leaves its folder: %j',
    (name) => {
      const asked: string[] = [];
      const environment = new Environment({ loader: (wanted) => String(asked.push(wanted)) });
      const error = errorOf(() => environment.fromText('{% include name %}').render({ name }));
      expect(error.kind).toBe('TemplateNotFound');
      expect(asked).toEqual([]);
    },
  );

  it('is asked once for a template that is used twice', () => {
    const asked: string[] = [];
    const environment = new Environment({ loader: (name) => `${name}${asked.push(name)}` });
    expect(environment.fromText('{% include "a" %}{% include "a" %}').render()).toBe('a1a1');
  });

  it('is not there unless it is given', () => {
    expect(errorOf(() => render('{% include "a" %}')).kind).toBe('TemplateNotFound');
  });
});

describe('what a template is given', () => {
  it('is copied, so that a template cannot change it', () => {
    const list = [1];
    expect(render('{% do list.append(2) %}{{ list }}', { list })).toBe('[1, 2]');
    expect(list).toEqual([1]);
  });

  it('reads whole numbers as ints, and as floats if the context asks for them', () => {
    expect(render('{{ a }} {{ b }} {{ c }} {{ d }}', { a: 2, b: 2.5, c: new Float(2), d: 2n ** 70n })).toBe(
      '2 2.5 2.0 1180591620717411303424',
    );
    const json = valueOfJson('{"a": 1.0, "b": 1, "c": 12345678901234567890}');
    expect(json instanceof PyDict && new Environment().fromText('{{ a }} {{ b }} {{ c }}').render(json)).toBe(
      '1.0 1 12345678901234567890',
    );
  });

  it('may have maps with keys of any kind', () => {
    expect(
      render('{{ m }}', {
        m: new Map<unknown, unknown>([
          [1, 'a'],
          [null, [2]],
        ]),
      }),
    ).toBe("{1: 'a', None: [2]}");
  });

  it.each([
    ['a function', () => 1],
    ['an instance of a class', new Date(0)],
    ['an error', new Error('x')],
    ['a symbol', Symbol('x')],
    ['undefined', undefined],
    ['a regular expression', /x/],
    ['a set', new Set([1])],
  ])('is refused with its path if it is %s', (_, value) => {
    const error = errorOf(() => render('x', { list: [{ deep: value }] }));
    expect(error).toMatchObject({ kind: 'ContextError', subject: 'context.list[0].deep' });
  });

  it('is refused if it holds itself', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(errorOf(() => render('x', { circle })).kind).toBe('ContextError');
  });
});

describe('settings', () => {
  it('decide what a missing variable does', () => {
    const shown = (kind: EnvironmentOptions['undefined']) => {
      try {
        return render('[{{ a }}][{{ a.b }}]', {}, kind === undefined ? {} : { undefined: kind });
      } catch (error) {
        return error instanceof JinjaError ? error.kind : String(error);
      }
    };
    expect(shown(undefined)).toBe('UndefinedError');
    expect(shown('lenient')).toBe('UndefinedError');
    expect(shown('chainable')).toBe('[][]');
    expect(render('[{{ a }}]', {}, { undefined: 'lenient' })).toBe('[]');
    expect(render('[{{ a }}]', {}, { undefined: 'debug' })).toBe('[{{ a }}]');
  });

  it('drop white space around blocks', () => {
    const source = 'a\n  {% if true %}\n  b\n  {% endif %}\nc\n';
    expect(render(source)).toBe('a\n  \n  b\n  \nc');
    expect(render(source, {}, { trimBlocks: true, lstripBlocks: true })).toBe('a\n  b\nc');
    expect(render(source, {}, { trimBlocks: true, lstripBlocks: true, keepTrailingNewline: true })).toBe('a\n  b\nc\n');
  });

  it('have lines as statements and comments', () => {
    const options = { lineStatementPrefix: '%', lineCommentPrefix: '##' };
    expect(render('% for x in [1, 2]\n{{ x }} ## number\n% endfor\n', {}, options)).toBe('1\n2\n');
  });

  it('give every template variables of its own, imported ones too', () => {
    const loader = () => '{% macro m() %}{{ site }}{% endmacro %}';
    const source = '{% import "m" as m %}{{ m.m() }}{{ site }}';
    expect(render(source, {}, { loader, globals: { site: 'oslo' } })).toBe('oslooslo');
  });

  it('limit the steps, the text and the levels of a render', () => {
    const kind = (source: string, limits: EnvironmentOptions['limits']) =>
      errorOf(() => render(source, {}, limits ? { limits } : {})).kind;
    expect(kind('{% for x in range(50) %}{% endfor %}', { steps: 40 })).toBe('BudgetError');
    expect(kind('{% for x in range(50) %}abc{% endfor %}', { characters: 100 })).toBe('BudgetError');
    expect(kind('{% macro m(n) %}{{ m(n - 1) if n }}{% endmacro %}{{ m(9) }}', { depth: 5 })).toBe('BudgetError');
    expect(kind('{{ 2 ** 200 }}', { integerBits: 100 })).toBe('BudgetError');
  });

  it('start each render with its whole budget', () => {
    const template = new Environment({ limits: { steps: 300 } }).fromText(
      '{% for x in range(50) %}{{ x }}{% endfor %}',
    );
    expect(template.render()).toBe(template.render());
  });
});
