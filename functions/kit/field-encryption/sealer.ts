/** The owner and the purpose of a sealed text. It opens only under the same context. */
export interface SealContext {
  tenant: string;
  /** Id of the principal that the text belongs to. */
  owner: string;
  /** What the text is, for example `plaid-access-token`. */
  purpose: string;
}

/**
 * Encrypts fields under the family's own KMS key. Each text has its own data key (AES-256-GCM), and both the data key and
 * the text are bound to the context.
 */
export interface Sealer {
  /** @returns a text to store: `v1.` and base64url parts, about 300 characters plus four thirds of the text's bytes */
  seal(text: string, context: SealContext): Promise<string>;
  /** @throws {ManifoldError} E5001 if the text was changed, or sealed for another context or by another family */
  open(sealed: string, context: SealContext): Promise<string>;
}
