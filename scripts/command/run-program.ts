import { ManifoldError } from '../../functions/core/errors/manifold-error.ts';
import { didYouMean } from '../../functions/core/errors/suggest.ts';
import type { Command, CommandResult, Program } from './command.ts';
import { ArgumentError } from './command-error.ts';
import { helpOf } from './help.ts';
import { asksForHelp, firstWord, readArguments } from './read-arguments.ts';

/** What a program leaves behind. */
export interface Ending {
  readonly stdout: string;
  readonly stderr: string;
  /** 0: done. 1: it failed, or what it checked does not hold. 2: the arguments are not right. */
  readonly exitCode: 0 | 1 | 2;
}

/** Runs a program with the arguments of this process, prints what it says and sets the exit code. */
export async function runProgram(program: Program): Promise<void> {
  const { stdout, stderr, exitCode } = await ending(program, process.argv.slice(2));
  if (stdout !== '') console.log(stdout);
  if (stderr !== '') console.error(stderr);
  process.exitCode = exitCode;
}

/** Runs a program. It never throws: a failure is in the ending. */
export async function ending(program: Program, argv: readonly string[]): Promise<Ending> {
  const commands = new Map(Object.entries(program.commands));
  let described = commands;
  try {
    const { word, command, rest } = choose(commands, argv);
    if (command && word !== '' && commands.has(word)) described = new Map([[word, command]]);
    if (asksForHelp(rest, command ?? {})) return { stdout: helpOf(program, described), stderr: '', exitCode: 0 };
    if (!command) throw new ArgumentError(unknownCommand(word, [...commands.keys()]));
    const read = readArguments(rest, command);
    const result = await command.run(read);
    return printed(typeof result === 'string' ? { text: result } : result, read);
  } catch (error) {
    const message = messageOf(error);
    if (!(error instanceof ArgumentError)) return { stdout: '', stderr: message, exitCode: 1 };
    return { stdout: '', stderr: `${message}\n\n${helpOf(program, described)}`, exitCode: 2 };
  }
}

/** The command that the first word names, else the one without a word, and the arguments of it. */
function choose(commands: ReadonlyMap<string, Command>, argv: readonly string[]) {
  const options = Object.assign({}, ...[...commands.values()].map((command) => command.options));
  const { word, rest } = firstWord(argv, options);
  const named = commands.get(word);
  if (named && word !== '') return { word, command: named, rest };
  return { word, command: commands.get(''), rest: argv };
}

function unknownCommand(word: string, known: readonly string[]): string {
  if (word === '') return `Name a command: ${known.join(', ')}.`;
  const meant = didYouMean(word, known);
  return `There is no command "${word}": take one of ${known.join(', ')}.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`;
}

function printed({ text, data, exitCode = 0 }: CommandResult, { json }: { json: boolean }): Ending {
  if (!json) return { stdout: text, stderr: '', exitCode };
  if (data === undefined && text === '') return { stdout: '', stderr: '', exitCode };
  return { stdout: JSON.stringify(data ?? { message: text }, null, 2), stderr: '', exitCode };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hasDetails = error instanceof ManifoldError && Object.keys(error.details).length > 0;
  return hasDetails ? `${error.message}\n${JSON.stringify(error.details)}` : error.message;
}
