/** Whom a sealed text belongs to and what it is for. It opens under the same context alone. */
export interface SealContext {
  tenant: string;
  /** Id of the principal that it belongs to. */
  owner: string;
  /** What it is, e.g. `plaid-access-token`. */
  purpose: string;
}

/**
 * Seals fields under the family's own key: each record has a data key of its own (AES-256-GCM), which KMS keeps
 * encrypted, and the context is part of both.
 */
export interface Sealer {
  /** @returns text that is safe to store: `v1.` and base64url parts, a third longer than what it holds, and 300 more */
  seal(text: string, context: SealContext): Promise<string>;
  /** @throws {ManifoldError} E5001 where the text was changed, or sealed for another context or by another family */
  open(sealed: string, context: SealContext): Promise<string>;
}
