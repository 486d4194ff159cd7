import type { Principal } from '../../../schemas/invocation.ts';
import { type Lineage, tokensOf } from '../../../schemas/lineage.ts';
import { PLATFORM_ISSUER } from '../../../schemas/platform-tokens.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { type IdentityTable, isRevoked } from '../identity/revocations.ts';
import { limitedTo } from './current-rights.ts';
import { credentialEnded } from './lineage-checks.ts';
import { findApiKeySummary } from './list-api-keys.ts';

/** The principal that makes or changes a key, with the lineage of its credential. */
export type KeyMaker = Principal & { lineage: Lineage };

/**
 * The maker of a key with the rights that its credential has now. Rights that were removed since the gateway asked the
 * authorizer are left out, and tokens that were revoked since are refused. A key that an operator wrote by hand has no
 * summary, so its rights cannot have changed. The write itself checks that no key of the lineage was revoked
 * (lineage-checks.ts).
 *
 * @throws {ManifoldError} E1002 if the key or a token was revoked; E5004 if the lineage of the credential is unknown
 */
export async function keyMakerOf(identity: IdentityTable, principal: Principal): Promise<KeyMaker> {
  const { lineage, tenant, credential } = principal;
  if (!lineage) {
    throw new ManifoldError('E5004', 'The lineage of the credential is not known yet. Try again in a minute.', {
      details: { retryAfter: 60 },
    });
  }
  const summary = await findApiKeySummary(identity, tenant, credential);
  const revoked = await Promise.all(tokensOf(lineage).map((token) => isRevoked(identity, token)));
  if (summary?.status === 'revoked' || revoked.includes(true)) throw credentialEnded();
  return { ...(summary ? limitedTo(principal, [summary]) : principal), lineage };
}

/**
 * The part of a lineage that a new credential keeps. A person gets many tokens of another issuer by signing in, so the
 * end of one of them must not end the credential; a revocation of the person (the subject) must.
 */
export function lastingLineage(lineage: Lineage): Lineage {
  return lineage.map((origin) => {
    if ('key' in origin || origin.token.issuer === PLATFORM_ISSUER) return origin;
    const { issuer, subject, issuedAt } = origin.token;
    return { token: { issuer, subject, issuedAt } };
  });
}
