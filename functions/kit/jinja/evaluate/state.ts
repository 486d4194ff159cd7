import type { Environment } from '../environment.ts';
import { JinjaError, type Place } from '../errors.ts';
import type { Expression, Statement } from '../syntax/ast.ts';
import type { Value } from '../values/value.ts';
import type { BlockBody } from './context.ts';
import type { Frame } from './frame.ts';

/** Evaluates an expression. */
export type Evaluate = (frame: Frame) => Value;

/** How a statement ended: as usual, or by `break` or `continue`. */
export type Ending = 'next' | 'break' | 'continue';

/** Runs a statement. */
export type Execute = (frame: Frame) => Ending;

/** What is found while one template is prepared. */
export interface Findings {
  readonly environment: Environment;
  readonly template: string | undefined;
  readonly blocks: Map<string, { body?: BlockBody }>;
  /** Extends statements seen so far. */
  extendsSeen: number;
  /** Whether one of them stands outside of every `if`, so that all behind it prints nothing. */
  extendsSurely: boolean;
}

/** Prepares the parts of a node. Each kind of node reaches all others through it, so that their modules need no circle. */
export interface Compiler {
  expression(node: Expression, state: State): Evaluate;
  /** Statements that run one after the other. */
  body(statements: readonly Statement[], state: State): Execute;
}

/** What is known about the place of a node while a template is prepared. */
export interface State {
  readonly compiler: Compiler;
  readonly findings: Findings;
  /** Outside of loops, macros, blocks and the like; inside of `if` still. */
  readonly topLevel: boolean;
  /** At the top level, and outside of `if` too. */
  readonly rootLevel: boolean;
  /** Inside an `if`, in which an unknown filter is an error only if it is reached. */
  readonly soft: boolean;
  /** Whether `break` and `continue` have a loop. */
  readonly inLoop: boolean;
  /** Whether printing depends on the template not extending another. */
  readonly checksOutput: boolean;
  /** Whether texts are escaped; undefined if that is only known when it runs. */
  readonly autoescape: boolean | undefined;
}

export const inner = (state: State, changes: Partial<State> = {}): State => ({
  ...state,
  topLevel: false,
  rootLevel: false,
  soft: false,
  ...changes,
});

export const placeOf = (state: State, line: number): Place => ({ template: state.findings.template, line });

/** Runs a part of a template; errors get its place. */
export function located<T>(state: State, line: number, run: (frame: Frame) => T): (frame: Frame) => T {
  const place = placeOf(state, line);
  return (frame) => {
    try {
      return run(frame);
    } catch (error) {
      if (error instanceof JinjaError) error.locate(place);
      throw error;
    }
  };
}

export const escapes = (state: State, frame: Frame): boolean => state.autoescape ?? frame.context.autoescape;
