/** What the user of a command can mend; its message is one sentence. */
export class PolicyCommandError extends Error {
  override readonly name = 'PolicyCommandError';
}
