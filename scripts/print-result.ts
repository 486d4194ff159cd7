/**
 * Runs an operator's command and prints its result. What goes wrong is one sentence on standard error, with exit code 1.
 *
 * @param run takes the arguments after the script's name, gives the text to print; empty: it has printed by itself
 */
export async function printResult(run: (argv: string[]) => Promise<string>): Promise<void> {
  try {
    const text = await run(process.argv.slice(2));
    if (text !== '') console.log(text);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
