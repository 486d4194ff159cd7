import { JinjaError } from '../errors.ts';
import { nested } from '../meter.ts';
import type { BlockNode, Statement } from '../syntax/ast.ts';
import { type BlockBody, Context } from './context.ts';
import { Frame, Scope } from './frame.ts';
import { mentions } from './mentions.ts';
import { BlockReference, TemplateReference } from './references.ts';
import { type Execute, inner, placeOf, type State } from './state.ts';

/** Prepares the body of a block, which runs with the variables of a template alone. */
function compileBlockBody(node: BlockNode, { compiler, findings }: State): BlockBody {
  const state: State = {
    compiler,
    findings,
    topLevel: false,
    rootLevel: false,
    soft: false,
    inLoop: false,
    checksOutput: false,
    autoescape: findings.environment.autoescape,
  };
  const body = compiler.body(node.body, state);
  const usesSelf = mentions(node.body, 'self');
  const usesSuper = mentions(node.body, 'super');
  const run: BlockBody = (context, { out, lineage }) => {
    const scope = new Scope(undefined);
    if (usesSelf) scope.values.set('self', new TemplateReference(context));
    if (usesSuper) scope.values.set('super', superOf(context, node.name, run));
    nested(() => body(new Frame(context, scope, out, lineage)));
  };
  return run;
}

function superOf(context: Context, name: string, current: BlockBody) {
  const bodies = context.blocks.get(name) ?? [];
  const index = bodies.indexOf(current) + 1;
  if (index === 0 || index >= bodies.length) {
    return context.undefined({ hint: `there is no parent block called '${name}'.`, name: 'super' });
  }
  return new BlockReference(context, name, index);
}

/** Prints the youngest block of that name. */
export function compileBlock(node: BlockNode, state: State): Execute {
  const { findings } = state;
  if (findings.blocks.has(node.name)) {
    throw new JinjaError('TemplateAssertionError', `block '${node.name}' defined twice`, {
      subject: node.name,
      place: placeOf(state, node.line),
    });
  }
  const block: { body?: BlockBody } = {};
  findings.blocks.set(node.name, block);
  block.body = compileBlockBody(node, state);
  if (state.topLevel && findings.extendsSurely) return () => 'next';
  const onlyWithoutParent = state.topLevel && findings.extendsSeen > 0;
  return (frame) => {
    if (onlyWithoutParent && frame.lineage.parent) return 'next';
    const context = node.scoped ? derived(frame) : frame.context;
    const [body, ...older] = frame.context.blocks.get(node.name) ?? [];
    if (node.required && older.length === 0) {
      throw new JinjaError('TemplateRuntimeError', `Required block '${node.name}' not found`, { subject: node.name });
    }
    body?.(context, frame);
    return 'next';
  };
}

/** A context that knows the variables of loops and the like too. */
function derived(frame: Frame): Context {
  const { context } = frame;
  const copy = new Context({
    environment: context.environment,
    template: context.template,
    given: context.layer(frame.locals()),
    autoescape: context.autoescape,
    modules: context.modules,
  });
  for (const [name, bodies] of context.blocks) copy.blocks.set(name, [...bodies]);
  return copy;
}

/** Says which template this one extends. */
export function compileExtends(node: Statement & { kind: 'extends' }, state: State): Execute {
  const { findings } = state;
  if (!state.topLevel) {
    throw new JinjaError('TemplateAssertionError', 'cannot use extend from a non top-level scope', {
      place: placeOf(state, node.line),
    });
  }
  const name = state.compiler.expression(node.template, inner(state));
  findings.extendsSeen += 1;
  if (state.rootLevel) findings.extendsSurely = true;
  return (frame) => {
    if (frame.lineage.parent) throw new JinjaError('TemplateRuntimeError', 'extended multiple times');
    const { context } = frame;
    const parent = context.environment.find(name(frame));
    for (const [block, body] of parent.blocks) {
      const bodies = context.blocks.get(block);
      if (bodies) bodies.push(body);
      else context.blocks.set(block, [body]);
    }
    frame.lineage.parent = parent;
    return 'next';
  };
}
