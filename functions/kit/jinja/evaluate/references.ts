import { JinjaError } from '../errors.ts';

import { type Arguments, isText, Markup, PyObject, plain, type Value } from '../values/value.ts';
import type { Context } from './context.ts';
import { Frame, Output } from './frame.ts';

/** `self`: the blocks of a template, as functions. */
export class TemplateReference extends PyObject {
  override readonly typeName = 'TemplateReference';
  readonly #context: Context;

  constructor(context: Context) {
    super();
    this.#context = context;
  }

  override get qualifiedName(): string {
    return 'jinja2.runtime.TemplateReference';
  }

  override get subscriptable(): boolean {
    return true;
  }

  override item(key: Value): Value | undefined {
    const name = isText(key) ? plain(key) : undefined;
    return name !== undefined && this.#context.blocks.has(name)
      ? new BlockReference(this.#context, name, 0)
      : undefined;
  }

  override repr(): string {
    const { template } = this.#context;
    return `<TemplateReference ${template === undefined ? 'None' : `'${template}'`}>`;
  }
}

/** A block as a function that gives what it prints; `super` is the block of the parent. */
export class BlockReference extends PyObject {
  override readonly typeName = 'BlockReference';
  readonly #context: Context;
  readonly #name: string;
  readonly #depth: number;

  constructor(context: Context, name: string, depth: number) {
    super();
    this.#context = context;
    this.#name = name;
    this.#depth = depth;
  }

  override get qualifiedName(): string {
    return 'jinja2.runtime.BlockReference';
  }

  override get callable(): boolean {
    return true;
  }

  override call(_args: Arguments): Value {
    const body = this.#context.blocks.get(this.#name)?.[this.#depth];
    if (!body)
      throw new JinjaError('TemplateRuntimeError', `there is no block '${this.#name}'`, { subject: this.#name });
    const out = new Output();
    body(this.#context, new Frame(this.#context, undefined, out, { parent: undefined }));
    return this.#context.autoescape ? new Markup(out.text) : out.text;
  }

  override attribute(name: string): Value | undefined {
    if (name === 'name') return this.#name;
    if (name !== 'super') return undefined;
    const depth = this.#depth + 1;
    if (depth < (this.#context.blocks.get(this.#name)?.length ?? 0)) {
      return new BlockReference(this.#context, this.#name, depth);
    }
    return this.#context.undefined({ hint: `there is no parent block called '${this.#name}'.`, name: 'super' });
  }

  override repr(): string {
    return '<BlockReference>';
  }
}
