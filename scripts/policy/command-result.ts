/** What a command prints, and how the process ends. */
export interface CommandResult {
  text: string;
  exitCode: 0 | 1;
}
