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
    ...columns([...optionsOf(commands)].map(([option, text]) => [option, text])),
    '',
    about,
  ].join('\n');
}

/** `revoke ID`, `create --label TEXT [options]`. */
function usageOf(word: string, { arguments: names = [], options = {} }: Command): string {
  const required = Object.entries(options).filter(([, option]) => option.required);
  return [word, ...names, ...required.map(([name, option]) => written(name, option))].filter(Boolean).join(' ');
}

function optionsOf(commands: ReadonlyMap<string, Command>): Map<string, string> {
  const words = new Map<string, { option: Option; of: string[] }>();
  for (const [word, { options = {} }] of commands) {
    for (const [name, option] of Object.entries(options)) {
      const key = written(name, option);
      words.set(key, { option, of: [...(words.get(key)?.of ?? []), word] });
    }
  }
  const own = [...words].map(
    ([key, { option, of }]) => [key, textOf(option, of.length < commands.size ? of : [])] as const,
  );
  const common = Object.entries(COMMON_OPTIONS).map(([name, option]) => [`--${name}`, option.help] as const);
  return new Map([...own, ...common]);
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
