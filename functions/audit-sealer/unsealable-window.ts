/** A window whose objects the sealer cannot have written; an operator can decide to pass it. */
export class UnsealableWindow extends Error {
  override readonly name = 'UnsealableWindow';
}
