/** One option of a command. */
export interface Option {
  /** `number` is a whole number, `day` a day of the calendar such as `2026-11-21`. */
  readonly type: 'text' | 'number' | 'day' | 'flag';
  /** What the option does, as the help says it. */
  readonly help: string;
  /** Stands for the value in the help, such as `NAME`. */
  readonly value?: string;
  readonly default?: string | number;
  /** The only values that are allowed. */
  readonly choices?: readonly string[];
  /** The option may be given several times. */
  readonly many?: true;
  readonly required?: true;
  /** Smallest number that is allowed; 1 if absent. */
  readonly min?: number;
}

export type Options = Readonly<Record<string, Option>>;

type OneValue<One extends Option> = One extends { type: 'flag' }
  ? boolean
  : One extends { type: 'number' }
    ? number
    : One extends { choices: readonly (infer Choice extends string)[] }
      ? Choice
      : string;

type OptionValue<One extends Option> = One extends { many: true }
  ? OneValue<One>[]
  : One extends { type: 'flag' } | { required: true } | { default: string | number }
    ? OneValue<One>
    : OneValue<One> | undefined;

export type OptionValues<All extends Options> = { readonly [Name in keyof All]: OptionValue<All[Name]> };

type ArgumentValue<Name> = Name extends `${string}...` | `[${string}...]`
  ? string[]
  : Name extends `[${string}]`
    ? string | undefined
    : string;

export type ArgumentValues<Names extends readonly string[]> = {
  readonly [Index in keyof Names]: ArgumentValue<Names[Index]>;
};

/** What a command was called with. */
export interface Call<All extends Options = Options, Names extends readonly string[] = readonly string[]> {
  readonly options: OptionValues<All>;
  readonly arguments: ArgumentValues<Names>;
  /** The result is wanted as JSON (`--json`). */
  readonly json: boolean;
}

/** What a command prints, and the exit code. */
export interface CommandResult {
  /** For people; empty if the command has printed by itself. */
  readonly text: string;
  /** What `--json` prints; absent: an object with the text as `message`. */
  readonly data?: unknown;
  /** 0 if absent; 1 means that what the command checked does not hold. */
  readonly exitCode?: 0 | 1;
}

export interface Command<All extends Options = Options, Names extends readonly string[] = readonly string[]> {
  /** What the command does: a sentence, as the help says it. */
  readonly about: string;
  readonly options?: All;
  /** Names of the arguments, such as `ID`; `[FILE]` may be left out, `FILE...` takes one or more, `[FILE...]` any number. */
  readonly arguments?: Names;
  run(call: Call<All, Names>): CommandResult | string | Promise<CommandResult | string>;
}

/** Gives `run` the types of the options and arguments that the definition names. */
export function command<const All extends Options, const Names extends readonly string[]>(
  definition: Command<All, Names>,
): Command<All, Names> {
  return definition;
}

/** What `npm run NAME` does. */
export interface Program {
  /** Name of the npm script. */
  readonly name: string;
  /** What the program is for: one sentence or more, as the help says it. */
  readonly about: string;
  /** Commands by their first word; the one under `''` has no word, and takes all that names no other command. */
  readonly commands: Readonly<Record<string, Command>>;
}
