import { parseArgs } from 'node:util';

/**
 * Runs an operator's command and prints its result. `--help` prints the usage; an option that is unknown gets the usage
 * beside the reason. What goes wrong is said on standard error, with exit code 1.
 *
 * @param run takes the arguments after the script's name, gives the text to print; empty: it has printed by itself
 * @param usage what the command takes
 */
export async function printResult(run: (argv: string[]) => Promise<string>, usage: string): Promise<void> {
  const argv = process.argv.slice(2);
  if (asksForHelp(argv)) {
    console.log(usage);
    return;
  }
  try {
    const text = await run(argv);
    if (text !== '') console.log(text);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (isParseError(error)) console.error(`\n${usage}`);
    process.exitCode = 1;
  }
}

/** Whether `--help` or `-h` is among the options; what stands behind `--`, or belongs to another option, is not. */
export function asksForHelp(argv: string[]): boolean {
  const { values } = parseArgs({
    args: argv,
    strict: false,
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  return values.help === true;
}

/** Whether the arguments could not be read, rather than the command fail. */
export function isParseError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
