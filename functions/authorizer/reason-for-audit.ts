/**
 * The reason of a refusal as audit keeps it. The type of a token is text of the caller and is left out; every other
 * reason is a text of this code, a code of the library that checks tokens, or a claim that an issuer's record names.
 */
export function reasonForAudit(reason: string): string {
  return reason.startsWith('token of type ') ? 'token of another type' : reason.slice(0, 128);
}
