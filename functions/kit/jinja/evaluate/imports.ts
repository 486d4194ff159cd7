import { isKind } from '../errors.ts';
import { nested } from '../meter.ts';
import type { Statement } from '../syntax/ast.ts';
import type { Value } from '../values/value.ts';
import { type Frame, Output } from './frame.ts';
import { TemplateModule } from './module.ts';
import type { Execute, State } from './state.ts';
import type { Template } from './template.ts';

/** Prints another template at this place. */
export function compileInclude(node: Statement & { kind: 'include' }, state: State): Execute {
  const name = state.compiler.expression(node.template, state);
  return (frame) => {
    const template = found(frame, name(frame), node.ignoreMissing);
    if (!template) return 'next';
    if (node.withContext) {
      nested(() => template.print(newContext(template, frame), frame.out));
    } else {
      frame.out.write(moduleOf(template, frame).text());
    }
    return 'next';
  };
}

function found(frame: Frame, name: Value, ignoreMissing: boolean): Template | undefined {
  try {
    return frame.context.environment.select(name);
  } catch (error) {
    if (ignoreMissing && isKind(error, 'TemplateNotFound', 'TemplatesNotFound')) return undefined;
    throw error;
  }
}

/** A context for a template that sees all that this place does. */
const newContext = (template: Template, frame: Frame) =>
  template.context(frame.context.layer(frame.locals()), frame.context.modules);

function moduleWithContext(template: Template, frame: Frame): TemplateModule {
  return nested(() => {
    const context = newContext(template, frame);
    const out = new Output();
    template.print(context, out);
    return new TemplateModule(context, out.text);
  });
}

/** The module of a template that sees globals alone; one for the whole render. */
function moduleOf(template: Template, frame: Frame): TemplateModule {
  const { modules, environment } = frame.context;
  const known = modules.get(template);
  if (known instanceof TemplateModule) return known;
  return nested(() => {
    const context = template.context(environment.globals, modules);
    const out = new Output();
    template.print(context, out);
    const made = new TemplateModule(context, out.text);
    modules.set(template, made);
    return made;
  });
}

const imported = (template: Template, frame: Frame, withContext: boolean) =>
  withContext ? moduleWithContext(template, frame) : moduleOf(template, frame);

/** `import "x" as name`. */
export function compileImport(node: Statement & { kind: 'import' }, state: State): Execute {
  const name = state.compiler.expression(node.template, state);
  return (frame) => {
    const module = imported(frame.context.environment.find(name(frame)), frame, node.withContext);
    store(frame, node.target, module);
    return 'next';
  };
}

/** `from "x" import name`. */
export function compileFrom(node: Statement & { kind: 'from' }, state: State): Execute {
  const source = state.compiler.expression(node.template, state);
  return (frame) => {
    const module = imported(frame.context.environment.find(source(frame)), frame, node.withContext);
    for (const { name, alias } of node.names) {
      const { template } = state.findings;
      const place = `line ${node.line}${template === undefined ? '' : ` in '${template}'`}`;
      const hint = `the template '${module.name}' (imported on ${place}) does not export the requested name '${name}'`;
      const value = module.attribute(name);
      store(frame, alias, value === undefined ? frame.context.undefined({ hint, name }) : value);
    }
    return 'next';
  };
}

/** What is imported is a variable here, but is not exported in turn. */
function store(frame: Frame, name: string, value: Value): void {
  if (frame.scope) {
    frame.scope.values.set(name, value);
    return;
  }
  frame.context.variables.set(name, value);
  frame.context.exported.delete(name);
}
