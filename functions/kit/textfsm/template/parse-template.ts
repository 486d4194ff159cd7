import { compile } from '../../python-re/index.ts';
import { TemplateError } from '../errors.ts';
import { fileLines, stripEnd, stripStart } from '../text.ts';
import { LINE_ACTIONS, RECORD_ACTIONS } from './parse-action.ts';
import { parseRule } from './parse-rule.ts';
import { parseValue } from './parse-value.ts';
import { END_STATE, EOF_STATE, FIRST_STATE, LONGEST_NAME, type Rule, type Template, type Value } from './template.ts';

const STATE_NAME = compile(String.raw`\w+\Z`);
const RESERVED: readonly string[] = [...LINE_ACTIONS, ...RECORD_ACTIONS];
/** A rule is indented by one or two spaces, or a tab. */
const INDENTED = /^(?: {1,2}|\t)\^/;

/** Parses a template. Throws a TemplateError with the line and column of what is wrong. */
export function parseTemplate(source: string): Template {
  const lines = fileLines(source).map(stripEnd);
  const { values, end } = parseValues(lines);
  const states = parseStates(lines, end, values);
  checkStates(states);
  states.delete(END_STATE);
  return { values, states };
}

const isComment = (line: string): boolean => stripStart(line).startsWith('#');

/** Values are up to the first blank line. */
function parseValues(lines: readonly string[]): { values: Value[]; end: number } {
  const values: Value[] = [];
  for (const [index, text] of lines.entries()) {
    const place = { line: index + 1, column: 1 };
    if (text === '') return { values, end: index + 1 };
    if (isComment(text)) continue;
    if (!text.startsWith('Value ')) {
      const expected = values.length === 0 ? 'A template begins with values' : 'A blank line ends the values';
      throw new TemplateError(`${expected}: "Value NAME (regex)"`, place);
    }
    const value = parseValue(text, place.line);
    if (values.some(({ name }) => name === value.name)) {
      throw new TemplateError(`There are two values "${value.name}"`, place);
    }
    values.push(value);
  }
  return { values, end: lines.length };
}

function parseStates(lines: readonly string[], from: number, values: readonly Value[]): Map<string, Rule[]> {
  const states = new Map<string, Rule[]>();
  let rules: Rule[] | undefined;
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    if (index < from || isComment(text)) continue;
    if (text === '') {
      rules = undefined;
    } else if (!rules) {
      checkStateName(text, line);
      if (states.has(text)) throw new TemplateError(`There are two states "${text}"`, { line, column: 1 });
      rules = [];
      states.set(text, rules);
    } else if (INDENTED.test(text)) {
      rules.push(parseRule(text, line, values));
    } else {
      throw new TemplateError('A rule is one or two spaces, or a tab, and "^": or is a blank line missing?', {
        line,
        column: 1,
      });
    }
  }
  return states;
}

function checkStateName(name: string, line: number): void {
  const error = (reason: string) => new TemplateError(reason, { line, column: 1 });
  if (!STATE_NAME.match(name)) throw error('A state has letters, digits and "_"');
  if (name.length > LONGEST_NAME) throw error(`The name "${name}" is longer than ${LONGEST_NAME}`);
  if (RESERVED.includes(name)) throw error(`"${name}" is an action: a state cannot have its name`);
}

function checkStates(states: ReadonlyMap<string, readonly Rule[]>): void {
  if (!states.has(FIRST_STATE)) throw new TemplateError(`There is no state "${FIRST_STATE}"`, { line: 1, column: 1 });
  for (const name of [END_STATE, EOF_STATE]) {
    const [rule] = states.get(name) ?? [];
    if (rule) throw new TemplateError(`The state "${name}" has no rules`, { line: rule.line, column: 1 });
  }
  for (const { nextState, line } of [...states.values()].flat()) {
    if (nextState === undefined || nextState === END_STATE || nextState === EOF_STATE || states.has(nextState))
      continue;
    throw new TemplateError(`There is no state "${nextState}"`, { line, column: 1 });
  }
}
