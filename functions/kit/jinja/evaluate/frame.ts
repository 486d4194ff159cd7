import { charge, checkLength } from '../meter.ts';
import type { Value } from '../values/value.ts';
import type { Context } from './context.ts';
import type { Template } from './template.ts';

/** Text under way. */
export class Output {
  #text = '';

  write(text: string): void {
    charge(text.length >> 3);
    checkLength(this.#text.length + text.length);
    this.#text += text;
  }

  get text(): string {
    return this.#text;
  }
}

/** Variables of a loop's round, a macro, a block or a `with`. */
export class Scope {
  readonly parent: Scope | undefined;
  readonly values = new Map<string, Value>();

  constructor(parent: Scope | undefined) {
    this.parent = parent;
  }
}

/** Which template a template extends, once it is known. */
export interface Lineage {
  parent: Template | undefined;
}

/** The state of an evaluation: its variables and its output. */
export class Frame {
  readonly context: Context;
  readonly scope: Scope | undefined;
  readonly out: Output;
  readonly lineage: Lineage;

  constructor(context: Context, scope: Scope | undefined, out: Output, lineage: Lineage) {
    this.context = context;
    this.scope = scope;
    this.out = out;
    this.lineage = lineage;
  }

  /** The same place with variables of its own. */
  inner(): Frame {
    return new Frame(this.context, new Scope(this.scope), this.out, this.lineage);
  }

  /** The same place with variables of its own, printing elsewhere. */
  captured(out: Output): Frame {
    return new Frame(this.context, new Scope(this.scope), out, this.lineage);
  }

  lookUp(name: string): Value | undefined {
    for (let scope = this.scope; scope; scope = scope.parent) {
      const value = scope.values.get(name);
      if (value !== undefined) return value;
    }
    return this.context.resolve(name);
  }

  /** Variables of all scopes, inner ones over outer ones. */
  locals(): Map<string, Value> {
    const scopes: Scope[] = [];
    for (let scope = this.scope; scope; scope = scope.parent) scopes.unshift(scope);
    return new Map(scopes.flatMap(({ values }) => [...values]));
  }
}
