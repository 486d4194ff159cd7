/** What the operator can mend; its message is one sentence, or the usage. */
export class CacheCommandError extends Error {
  override readonly name = 'CacheCommandError';
}
