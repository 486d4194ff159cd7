import { parseArgs } from 'node:util';
import { didYouMean } from '../../functions/core/errors/suggest.ts';
import type { Call, Command, Option, Options } from './command.ts';
import { ArgumentError } from './command-error.ts';

/** Options that every command has. */
export const COMMON_OPTIONS = {
  json: { type: 'flag', help: 'prints the result as JSON' },
  help: { type: 'flag', help: 'prints this text' },
} as const satisfies Options;

type Value = string | number | boolean | undefined;

type Arguments = (string | undefined | string[])[];

/** Whether `--help` or `-h` is among the options; text after `--`, or the value of another option, does not count. */
export function asksForHelp(argv: readonly string[], { options }: Pick<Command, 'options'>): boolean {
  return parse(argv, options ?? {}).tokens.some((token) => token.kind === 'option' && token.name === 'help');
}

/** The first argument that is neither an option nor the value of one, and the command line without it. */
export function firstWord(argv: readonly string[], options: Options): { word: string; rest: readonly string[] } {
  const first = parse(argv, options).tokens.find((token) => token.kind === 'positional');
  return first ? { word: first.value, rest: argv.toSpliced(first.index, 1) } : { word: '', rest: argv };
}

/**
 * Reads the arguments of one command.
 *
 * @throws {ArgumentError} naming the option or argument that is not right
 */
export function readArguments(argv: readonly string[], { options = {}, arguments: names = [] }: Command): Call {
  const known: Options = { ...COMMON_OPTIONS, ...options };
  const { tokens, positionals } = parse(argv, known);
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = known[token.name];
    if (!option) throw new ArgumentError(unknownOption(token.rawName, Object.keys(known)));
    given.set(token.name, [...(given.get(token.name) ?? []), textOf(token, option)]);
  }
  const values = Object.entries(options).map(([name, option]) => [
    name,
    optionValue(name, option, given.get(name) ?? []),
  ]);
  const read = { options: Object.fromEntries(values), arguments: readPositionals(positionals, names) };
  // The definition of the command types its values; the loop above has read them by the same definition.
  return { ...(read as Pick<Call, 'options' | 'arguments'>), json: given.has('json') };
}

function parse(argv: readonly string[], known: Options) {
  const entries = Object.entries({ ...COMMON_OPTIONS, ...known }).map(([name, { type }]) => {
    const kind: 'boolean' | 'string' = type === 'flag' ? 'boolean' : 'string';
    return [name, { type: kind, multiple: true, ...(name === 'help' && { short: 'h' }) }] as const;
  });
  return parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(entries),
  });
}

interface OptionToken {
  readonly rawName: string;
  readonly value?: string;
  readonly inlineValue?: boolean;
}

function textOf({ rawName, value, inlineValue }: OptionToken, option: Option): string {
  if (option.type === 'flag') {
    if (value === undefined) return 'true';
    throw new ArgumentError(`${rawName} takes no value: leave "=${value}" out.`);
  }
  const isAnotherOption = inlineValue === false && /^-./.test(value ?? '');
  if (value === undefined || value === '' || isAnotherOption) {
    const equals = isAnotherOption ? ` A value that begins with a hyphen is written ${rawName}=${value}.` : '';
    throw new ArgumentError(`${rawName} needs a value: ${rawName} ${placeholderOf(option)}.${equals}`);
  }
  return value;
}

function optionValue(name: string, option: Option, given: readonly string[]): Value | Value[] {
  if (option.type === 'flag') return given.length > 0;
  const read = given.map((text) => checked(name, option, text));
  if (option.many) return read;
  if (read.length > 1) throw new ArgumentError(`--${name} is given ${read.length} times: give it once.`);
  const value = read[0] ?? option.default;
  if (value !== undefined || !option.required) return value;
  throw new ArgumentError(`--${name} is missing: give --${name} ${placeholderOf(option)}.`);
}

function checked(name: string, { type, choices, min = 1 }: Option, text: string): string | number {
  if (choices && !choices.includes(text)) {
    throw new ArgumentError(`--${name} takes one of ${choices.join(', ')}, not "${text}".`);
  }
  if (type === 'text' || (type === 'day' && isDay(text))) return text;
  if (type === 'day') throw new ArgumentError(`--${name} takes a day such as 2026-11-21, not "${text}".`);
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= min) return number;
  throw new ArgumentError(`--${name} takes a whole number, ${min} or more, not "${text}".`);
}

/** What stands for the value of an option in the help. */
export function placeholderOf({ type, value, choices }: Option): string {
  return value ?? choices?.join('|') ?? PLACEHOLDERS[type];
}

const PLACEHOLDERS = { text: 'TEXT', number: 'N', day: 'DAY', flag: '' } as const;

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function unknownOption(given: string, known: readonly string[]): string {
  const meant = didYouMean(given.replace(/^-+/, ''), known);
  return `There is no option ${given}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`;
}

function readPositionals(positionals: readonly string[], names: readonly string[]): Arguments {
  const takesAll = names.at(-1)?.includes('...') ?? false;
  const tooMany = positionals[names.length];
  if (tooMany !== undefined && !takesAll) throw new ArgumentError(`"${tooMany}" is one argument too many.`);
  return names.map((name, index) => {
    const isLast = index === names.length - 1;
    const values = takesAll && isLast ? positionals.slice(index) : positionals.slice(index, index + 1);
    if (values.length === 0 && !name.startsWith('[')) throw new ArgumentError(`${name.replace('...', '')} is missing.`);
    return takesAll && isLast ? values : values[0];
  });
}
