import { compile } from '../../python-re/index.ts';
import { TemplateError } from '../errors.ts';
import { stripStart } from '../text.ts';
import { type Action, parseAction } from './parse-action.ts';
import { compileRegex } from './parse-value.ts';
import { substitute } from './substitute.ts';
import type { Assignment, Rule, Value } from './template.ts';

/** The last "->" counts, and one white space before it is not part of the regex. */
const WITH_ACTION = compile(String.raw`(?P<regex>.*)\s->(?P<action>.*)`);
const STATE_START = compile(String.raw`\w`);

/** Parses `  ^regex [-> action]`, which is on the given line of the template. Throws a TemplateError. */
export function parseRule(text: string, line: number, values: readonly Value[]): Rule {
  const body = stripStart(text);
  const indent = text.length - body.length;
  const errorAt = (reason: string, index: number) => new TemplateError(reason, { line, column: indent + index + 1 });
  const match = WITH_ACTION.match(body);
  const written = match?.group('regex') ?? body;
  const { text: regex, originOf } =
    values.length > 0 ? substitute(written, values, errorAt) : { text: written, originOf: (index: number) => index };
  const pattern = compileRegex(regex, (reason, index) => errorAt(reason, originOf(index)));
  const action = parseAction(match?.group('action') ?? '');
  const actionIndex = match?.span('action')?.start ?? 0;
  if (!action) {
    throw errorAt('After "->" follows [Next | Continue | Error][.Record | .Clear | …] [state]', actionIndex);
  }
  checkTarget(action, (reason) => errorAt(reason, body.lastIndexOf(action.target)));
  const isError = action.lineAction === 'Error';
  return {
    line,
    pattern,
    assignments: assignmentsOf([...pattern.groupNames.keys()], values),
    lineAction: action.lineAction,
    recordAction: action.recordAction,
    nextState: isError || action.target === '' ? undefined : action.target,
    message: isError ? action.target.replace(/^"(.*)"$/, '$1') : '',
  };
}

function checkTarget({ lineAction, target }: Action, error: (reason: string) => TemplateError): void {
  if (target === '' || lineAction === 'Error') return;
  if (lineAction === 'Continue') throw error('Continue stays on the line, so that it cannot change the state');
  if (!STATE_START.match(target)) throw error('Only Error takes a message in quotes');
}

const assignmentsOf = (groups: readonly string[], values: readonly Value[]): Assignment[] =>
  groups.flatMap((group) => {
    const value = values.findIndex(({ name }) => name === group);
    return value < 0 ? [] : [{ group, value }];
  });
