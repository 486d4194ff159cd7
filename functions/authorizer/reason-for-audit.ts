/**
 * The reason of a refusal as audit keeps it: in our own words. The type of a token is the caller's; all others are texts
 * of this code, codes of the library that checks tokens, or claims that an issuer's record names.
 */
export function reasonForAudit(reason: string): string {
  return reason.startsWith('token of type ') ? 'token of another type' : reason.slice(0, 128);
}
