import type { Principal } from '../../../schemas/invocation.ts';
import { type Lineage, tokensOf } from '../../../schemas/lineage.ts';
import { PLATFORM_ISSUER } from '../../../schemas/platform-tokens.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { type IdentityTable, isRevoked } from '../identity/revocations.ts';
import { limitedTo } from './current-rights.ts';
import { credentialEnded } from './lineage-checks.ts';
import { findApiKeySummary } from './list-api-keys.ts';

/** A principal that gives a credential something, with what it was made with. */
export type KeyMaker = Principal & { lineage: Lineage };

/**
 * Who makes or changes a credential, as the credential is now: what its key has lost since the gateway asked the
 * authorizer is taken away, and a token that was revoked since is refused. A key that was written by hand has no summary,
 * and cannot be changed; whether a key of the lineage was revoked, the change itself asks (lineage-checks.ts).
 *
 * @throws {ManifoldError} E1002 when the key or a token was revoked; E5004 when it is not known what the credential was made with
 */
export async function keyMakerOf(identity: IdentityTable, principal: Principal): Promise<KeyMaker> {
  const { lineage, tenant, credential } = principal;
  if (!lineage) {
    throw new ManifoldError('E5004', 'What the credential was made with is not known yet. Try again in a minute.', {
      details: { retryAfter: 60 },
    });
  }
  const summary = await findApiKeySummary(identity, tenant, credential);
  const revoked = await Promise.all(tokensOf(lineage).map((token) => isRevoked(identity, token)));
  if (summary?.status === 'revoked' || revoked.includes(true)) throw credentialEnded();
  return { ...(summary ? limitedTo(principal, [summary]) : principal), lineage };
}

/**
 * A lineage as what is made keeps it. A token of another issuer is one of many that a person gets by signing in: the end
 * of one of them says nothing of the person, and its record goes with it; that of the subject stays.
 */
export function lastingLineage(lineage: Lineage): Lineage {
  return lineage.map((origin) => {
    if ('key' in origin || origin.token.issuer === PLATFORM_ISSUER) return origin;
    const { issuer, subject, issuedAt } = origin.token;
    return { token: { issuer, subject, issuedAt } };
  });
}
