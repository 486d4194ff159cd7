/** What the operator can mend; its message is one sentence, or the usage. */
export class AuditCommandError extends Error {
  override readonly name = 'AuditCommandError';
}
