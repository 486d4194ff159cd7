import { toValue } from './context-values.ts';
import { JinjaError, typeError } from './errors.ts';
import type { Layer } from './evaluate/context.ts';
import { Output } from './evaluate/frame.ts';
import { Template } from './evaluate/template.ts';
import type { Filter, Test } from './filters/filter.ts';
import { FILTERS } from './filters/index.ts';
import { TESTS } from './filters/tests.ts';
import { GLOBALS } from './globals.ts';
import { DEFAULT_LIMITS, type Limits, Meter, metered } from './meter.ts';
import { DEFAULT_SYNTAX, type SyntaxOptions } from './syntax/options.ts';
import { parse } from './syntax/parser.ts';
import { PyDict } from './values/dict.ts';
import { itemsOf } from './values/iteration.ts';
import { repr } from './values/text.ts';
import { Undefined, type UndefinedKind } from './values/undefined.ts';
import { isText, PyObject, plain, type Value } from './values/value.ts';

/** Finds the text of a template by its name; undefined if it does not exist. */
export type Loader = (name: string) => string | undefined;

export interface EnvironmentOptions extends Partial<SyntaxOptions> {
  /** Loads included, imported and parent templates. Without it, templates cannot use these. */
  readonly loader?: Loader;
  /** What a missing variable does; `strict` if left out. */
  readonly undefined?: UndefinedKind;
  /** Whether printed texts are escaped for HTML; they are not if left out. */
  readonly autoescape?: boolean;
  readonly limits?: Partial<Limits>;
  /** Variables of every template, imported ones included. */
  readonly globals?: Readonly<Record<string, unknown>>;
}

/** A template, ready to be rendered as often as wanted. */
export interface RenderableTemplate {
  readonly name: string | undefined;
  /** The text for these variables. Throws a JinjaError. */
  render(context?: Readonly<Record<string, unknown>> | PyDict): string;
}

/** Settings that templates share, and the templates that have been loaded. */
export class Environment {
  readonly syntax: SyntaxOptions;
  readonly undefined: UndefinedKind;
  readonly autoescape: boolean;
  readonly filters: ReadonlyMap<string, Filter> = FILTERS;
  readonly tests: ReadonlyMap<string, Test> = TESTS;
  readonly globals: Layer;
  readonly #loader: Loader;
  readonly #limits: Limits;
  readonly #templates = new Map<string, Template>();

  constructor(options: EnvironmentOptions = {}) {
    const { loader, undefined: kind, autoescape, limits, globals, ...syntax } = options;
    this.syntax = { ...DEFAULT_SYNTAX, ...syntax };
    this.undefined = kind ?? 'strict';
    this.autoescape = autoescape ?? false;
    this.#loader = loader ?? (() => undefined);
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    const own = Object.entries(globals ?? {}).map(([name, data]) => [name, toValue(data, name)] as const);
    this.globals = { values: new Map([...GLOBALS, ...own]), below: undefined };
  }

  /** A template from its text. Throws a TemplateSyntaxError with line. */
  fromText(text: string, name?: string): RenderableTemplate {
    return this.#renderable(this.#metered(() => this.#compile(text, name)));
  }

  /** A template of the loader. */
  load(name: string): RenderableTemplate {
    return this.#renderable(this.#metered(() => this.find(name)));
  }

  #renderable(template: Template): RenderableTemplate {
    return { name: template.name, render: (context = {}) => this.#metered(() => this.#render(template, context)) };
  }

  #metered<T>(run: () => T): T {
    return metered(new Meter(this.#limits), run);
  }

  #render(template: Template, data: Readonly<Record<string, unknown>> | PyDict): string {
    const variables = data instanceof PyDict ? data : toValue(data);
    const values = new Map<string, Value>();
    if (variables instanceof PyDict) {
      for (const [key, value] of variables.entries()) if (isText(key)) values.set(plain(key), value);
    }
    const out = new Output();
    template.print(template.context({ values, below: this.globals }, new Map()), out);
    return out.text;
  }

  #compile(text: string, name: string | undefined): Template {
    return new Template(this, parse(text, this.syntax, name), name);
  }

  /** For templates: the template of a name. */
  find(name: Value): Template {
    if (name instanceof Undefined) throw name.error();
    if (name instanceof PyObject && !name.hashable) throw typeError(`unhashable type: '${name.typeName}'`);
    if (!isText(name)) throw notFound(repr(name));
    const key = plain(name);
    const known = this.#templates.get(key);
    if (known) return known;
    const text = isInside(key) ? this.#loader(key) : undefined;
    if (text === undefined) throw notFound(key);
    const template = this.#compile(text, key);
    this.#templates.set(key, template);
    return template;
  }

  /** For templates: the template of a name, or the first that there is of several. */
  select(names: Value): Template {
    if (isText(names) || names instanceof Undefined) return this.find(names);
    const candidates = itemsOf(names);
    for (const name of candidates) {
      try {
        return this.find(name);
      } catch (error) {
        if (!(error instanceof JinjaError && SKIPPED.has(error.kind))) throw error;
      }
    }
    const list = candidates.map((name) => (isText(name) ? plain(name) : repr(name))).join(', ');
    const reason =
      list === ''
        ? 'Tried to select from an empty list of templates.'
        : `none of the templates given were found: ${list}`;
    throw new JinjaError('TemplatesNotFound', reason);
  }
}

const SKIPPED = new Set(['TemplateNotFound', 'UndefinedError']);

const notFound = (name: string) => new JinjaError('TemplateNotFound', name, { subject: name });

/** Whether a name stays inside of the loader's folder. */
const isInside = (name: string) => !name.includes('\\') && !name.includes('\0') && !name.split('/').includes('..');
