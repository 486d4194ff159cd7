/** Something that the person at the keyboard can act on; its message is one sentence and is shown without a stack. */
export class StartError extends Error {
  override name = 'StartError';
}

/** One sentence out of anything thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
