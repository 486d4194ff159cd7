import { typeError } from '../errors.ts';
import type { Expression, Statement } from '../syntax/ast.ts';
import { escapeValue } from '../values/escape.ts';
import { str } from '../values/text.ts';
import { isText, Markup, plain, typeName, type Value } from '../values/value.ts';
import type { Frame } from './frame.ts';
import { type Execute, escapes, located, type State } from './state.ts';

/** Prepares data and printed expressions. Behind `extends`, nothing is printed. */
export function compileOutput(node: Statement & { kind: 'output' }, state: State): Execute {
  const parts = node.parts.map((part) => (typeof part === 'string' ? data(part) : printed(part, state)));
  if (state.checksOutput && state.findings.extendsSurely) return () => 'next';
  const { checksOutput } = state;
  return (frame) => {
    if (checksOutput && frame.lineage.parent) return 'next';
    for (const part of parts) part(frame);
    return 'next';
  };
}

const data = (text: string) => (frame: Frame) => frame.out.write(text);

function printed(node: Expression, state: State): (frame: Frame) => void {
  const value = state.compiler.expression(node, state);
  return located(state, node.line, (frame) => {
    const result = value(frame);
    frame.out.write(escapes(state, frame) ? escapeValue(result).value : str(result));
  });
}

/** The output of a body as a value: a Markup if texts are escaped. */
export const captured = (text: string, isEscaped: boolean) => (isEscaped ? new Markup(text) : text);

/** What a filter or call makes of a block, which has to be a text. */
export function textOfBlock(value: Value): string {
  if (isText(value)) return plain(value);
  throw typeError(`sequence item 0: expected str instance, ${typeName(value)} found`);
}
