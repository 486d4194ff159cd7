import type { Principal } from '../../../schemas/invocation.ts';

/** Scopes that something asks for and a principal does not have; `*`, which API keys may hold, is all of them. */
export function missingScopes(required: readonly string[], { scopes }: Pick<Principal, 'scopes'>): string[] {
  return scopes.includes('*') ? [] : required.filter((scope) => !scopes.includes(scope));
}
