import { JinjaError } from '../errors.ts';
import { charge } from '../meter.ts';
import type { Statement } from '../syntax/ast.ts';
import { truth } from '../values/iteration.ts';
import { compileAutoescape, compileFilterBlock, compileSet, compileSetBlock, compileWith } from './assignments.ts';
import { compileBlock, compileExtends } from './blocks.ts';
import { compileExpression } from './expressions.ts';
import { compileFrom, compileImport, compileInclude } from './imports.ts';
import { compileFor } from './loops.ts';
import { compileCallBlock, compileMacro } from './macros.ts';
import { compileOutput } from './output.ts';
import { type Execute, located, placeOf, type State } from './state.ts';

/** Prepares statements that run one after the other. */
export function compileBody(statements: readonly Statement[], state: State): Execute {
  const executes = statements.map((statement) => {
    const execute = compileStatement(statement, state);
    return located(state, statement.line, (frame) => {
      charge(1);
      return execute(frame);
    });
  });
  return (frame) => {
    for (const execute of executes) {
      const ending = execute(frame);
      if (ending !== 'next') return ending;
    }
    return 'next';
  };
}

function compileStatement(node: Statement, state: State): Execute {
  switch (node.kind) {
    case 'output':
      return compileOutput(node, state);
    case 'for':
      return compileFor(node, state);
    case 'if':
      return compileIf(node, state);
    case 'macro':
      return compileMacro(node, state);
    case 'call block':
      return compileCallBlock(node, state);
    case 'filter block':
      return compileFilterBlock(node, state);
    case 'set':
      return compileSet(node, state);
    case 'set block':
      return compileSetBlock(node, state);
    case 'with':
      return compileWith(node, state);
    case 'autoescape':
      return compileAutoescape(node, state);
    case 'block':
      return compileBlock(node, state);
    case 'extends':
      return compileExtends(node, state);
    case 'include':
      return compileInclude(node, state);
    case 'import':
      return compileImport(node, state);
    case 'from':
      return compileFrom(node, state);
    case 'do': {
      const value = compileExpression(node.value, state);
      return (frame) => {
        value(frame);
        return 'next';
      };
    }
    case 'break':
    case 'continue':
      return compileControl(node, state);
  }
}

function compileIf(node: Statement & { kind: 'if' }, state: State): Execute {
  const soft: State = { ...state, rootLevel: false, soft: true };
  const branches = node.branches.map(({ test, body }) => ({
    test: located(state, test.line, compileExpression(test, soft)),
    body: compileBody(body, soft),
  }));
  const otherwise = compileBody(node.otherwise, soft);
  return (frame) => {
    for (const { test, body } of branches) {
      if (truth(test(frame))) return body(frame);
    }
    return otherwise(frame);
  };
}

function compileControl({ kind, line }: Statement & { kind: 'break' | 'continue' }, state: State): Execute {
  if (!state.inLoop) {
    throw new JinjaError('TemplateSyntaxError', `'${kind}' outside loop`, { place: placeOf(state, line) });
  }
  return () => kind;
}
