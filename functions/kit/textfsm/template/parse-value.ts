import { compile, type Pattern, PatternError } from '../../python-re/index.ts';
import { TemplateError } from '../errors.ts';
import { LONGEST_NAME, OPTIONS, type Option, type Value } from './template.ts';

const KEYWORD = 'Value';

/** Parses `Value [Option,…] NAME (regex)`, which is on the given line of the template. Throws a TemplateError. */
export function parseValue(text: string, line: number): Value {
  const words = text.split(' ');
  const [, first = '', second = ''] = words;
  const error = (reason: string, column: number) => new TemplateError(reason, { line, column });
  if (words.length < 3) throw error('A value has a name and a regex in parentheses', text.length + 1);
  const hasOptions = !second.startsWith('(');
  const name = hasOptions ? second : first;
  const nameColumn = KEYWORD.length + 2 + (hasOptions ? first.length + 1 : 0);
  const regexColumn = nameColumn + name.length + 1;
  const regex = text.slice(regexColumn - 1);
  const options = hasOptions ? parseOptions(first, (reason, at) => error(reason, KEYWORD.length + 2 + at)) : [];
  if (name.length > LONGEST_NAME) throw error(`The name "${name}" is longer than ${LONGEST_NAME}`, nameColumn);
  if (name.includes('\\')) throw error(`The name "${name}" has a backslash`, nameColumn);
  if (!regex.startsWith('(') || !regex.endsWith(')') || regex.endsWith('\\)')) {
    throw error(`The regex of "${name}" has to stand in parentheses`, regexColumn);
  }
  const pattern = compileRegex(regex, (reason, at) => error(reason, regexColumn + at));
  const isNested = options.includes('List') && pattern.groupCount > 1 && pattern.groupNames.size > 0;
  return { name, options, regex, group: `(?P<${name}>${regex.slice(1)}`, nested: isNested ? pattern : undefined };
}

/** An error at an index of the text that is parsed, from 0. */
type ErrorAt = (reason: string, index: number) => TemplateError;

function parseOptions(text: string, errorAt: ErrorAt): Option[] {
  const options: Option[] = [];
  let index = 0;
  for (const word of text.split(',')) {
    const option = OPTIONS.find((known) => known === word);
    if (!option) throw errorAt(`"${word}" is no option: use ${OPTIONS.join(', ')}`, index);
    if (options.includes(option)) throw errorAt(`The option ${option} is given twice`, index);
    options.push(option);
    index += word.length + 1;
  }
  return options;
}

export function compileRegex(regex: string, errorAt: ErrorAt): Pattern {
  try {
    return compile(regex);
  } catch (error) {
    if (error instanceof PatternError) throw errorAt(`The regex is wrong: ${error.message}`, error.position);
    throw error;
  }
}
