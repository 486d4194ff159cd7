/** What the developer can mend; its message is one sentence. */
export class ContractsCommandError extends Error {
  override readonly name = 'ContractsCommandError';
}
