/** A fault that the person at the command line can correct; its message says how. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

/** Arguments that a command does not take. Its message names the argument, and what would be right. */
export class ArgumentError extends CommandError {
  override readonly name = 'ArgumentError';
}
