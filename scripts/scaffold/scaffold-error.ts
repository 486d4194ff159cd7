/** What the developer can mend; its message is one sentence that says how. */
export class ScaffoldError extends Error {
  override readonly name = 'ScaffoldError';
}
