import type { Environment } from '../environment.ts';
import { nested } from '../meter.ts';
import type { Statement } from '../syntax/ast.ts';
import type { PyObject } from '../values/value.ts';
import { type BlockBody, Context, type Layer } from './context.ts';
import { compileExpression } from './expressions.ts';
import { Frame, type Lineage, type Output } from './frame.ts';
import { hasNode, mentions } from './mentions.ts';
import { TemplateReference } from './references.ts';
import type { Compiler, Execute, Findings } from './state.ts';
import { compileBody } from './statements.ts';

const COMPILER: Compiler = { expression: compileExpression, body: compileBody };

/** A template that is ready to run. */
export class Template {
  readonly name: string | undefined;
  readonly blocks: ReadonlyMap<string, BlockBody>;
  readonly #environment: Environment;
  readonly #root: Execute;
  readonly #usesSelf: boolean;

  constructor(environment: Environment, statements: readonly Statement[], name: string | undefined) {
    this.name = name;
    this.#environment = environment;
    const findings: Findings = { environment, template: name, blocks: new Map(), extendsSeen: 0, extendsSurely: false };
    this.#root = compileBody(statements, {
      compiler: COMPILER,
      findings,
      topLevel: true,
      rootLevel: true,
      soft: false,
      inLoop: false,
      checksOutput: hasNode(statements, ({ kind }) => kind === 'extends'),
      autoescape: environment.autoescape,
    });
    this.blocks = new Map(
      Array.from(findings.blocks).flatMap(([block, { body }]) => (body ? [[block, body] as const] : [])),
    );
    this.#usesSelf = mentions(statements, 'self');
  }

  /** A context in which it can run. */
  context(given: Layer | undefined, modules: Map<Template, PyObject>): Context {
    const { autoescape } = this.#environment;
    const context = new Context({ environment: this.#environment, template: this.name, given, autoescape, modules });
    for (const [block, body] of this.blocks) context.blocks.set(block, [body]);
    return context;
  }

  /** Prints the template, or the one that it extends, in a context. */
  print(context: Context, out: Output): void {
    const lineage: Lineage = { parent: undefined };
    if (this.#usesSelf) context.self = new TemplateReference(context);
    this.#root(new Frame(context, undefined, out, lineage));
    nested(() => lineage.parent?.print(context, out));
  }
}
