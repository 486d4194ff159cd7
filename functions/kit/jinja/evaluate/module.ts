import { PyObject, type Value } from '../values/value.ts';
import type { Context } from './context.ts';

/** An imported template: what it exports, as attributes. Printed, it is what the template printed. */
export class TemplateModule extends PyObject {
  override readonly typeName = 'TemplateModule';
  readonly name: string;
  readonly #exports: ReadonlyMap<string, Value>;
  readonly #text: string;

  constructor({ template, exported, variables }: Context, text: string) {
    super();
    this.name = template ?? '<template>';
    this.#text = text;
    this.#exports = new Map([...variables].filter(([name]) => exported.has(name)));
  }

  override get qualifiedName(): string {
    return 'jinja2.environment.TemplateModule';
  }

  override attribute(name: string): Value | undefined {
    return this.#exports.get(name);
  }

  override text(): string {
    return this.#text;
  }

  override html(): string {
    return this.#text;
  }

  override repr(): string {
    return `<TemplateModule '${this.name}'>`;
  }
}
