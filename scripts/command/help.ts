import type { Command, Option, Program } from './command.ts';
import { COMMON_OPTIONS, placeholderOf } from './read-arguments.ts';

/**
 * The help of a program, or of one of its commands.
 *
 * @param commands those to describe, by their first word; the word of a program's only command is empty
 */
export function helpOf(
  { name, about }: Pick<Program, 'name' | 'about'>,
  commands: ReadonlyMap<string, Command>,
): string {
  const usages = [...commands].map(
    ([word, command]) => [`npm run ${name} -- ${usageOf(word, command)}`.replace(/ -- $/, ''), command.about] as const,
  );
  return [
    ...usages.flatMap(([usage, text]) => [usage, `    ${text}`]),
    '',
    ...columns(optionRows(commands)),
    '',
    about,
  ].join('\n');
}

/** `revoke ID`, `create --label TEXT`. */
function usageOf(word: string, { arguments: names = [], options = {} }: Command): string {
  const required = Object.entries(options).filter(([, option]) => option.required);
  return [word, ...names, ...required.map(([name, option]) => written(name, option))].filter(Boolean).join(' ');
}

/** A row for each option; an option that not every command has names its commands. */
function optionRows(commands: ReadonlyMap<string, Command>): [string, string][] {
  const found = new Map<string, { row: string; option: Option; of: string[] }>();
  for (const [word, { options = {}, arguments: [argument = ''] = [] }] of commands) {
    for (const [name, option] of Object.entries(options)) {
      const row = written(name, option);
      const key = `${row} ${option.help}`;
      found.set(key, { row, option, of: [...(found.get(key)?.of ?? []), word || argument] });
    }
  }
  const own = [...found.values()].map(({ row, option, of }): [string, string] => [
    row,
    textOf(option, of.length < commands.size ? of : []),
  ]);
  return [...own, ...Object.entries(COMMON_OPTIONS).map(([name, { help }]): [string, string] => [`--${name}`, help])];
}

function textOf({ help, default: fallback, many }: Option, of: readonly string[]): string {
  const notes = [
    ...(of.length > 0 ? [`for ${of.join(', ')}`] : []),
    ...(many ? ['may be given several times'] : []),
    ...(fallback === undefined ? [] : [`default ${fallback}`]),
  ];
  return notes.length === 0 ? help : `${help} (${notes.join('; ')})`;
}

const written = (name: string, option: Option) =>
  option.type === 'flag' ? `--${name}` : `--${name} ${placeholderOf(option)}`;

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = rows.reduce((most, [first]) => Math.max(most, first.length), 0);
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
