import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { bundleEndpoint } from '../../schemas/challenge.ts';
import type { ApiKeyRecord } from '../../schemas/identity-records.ts';
import type { Principal } from '../../schemas/invocation.ts';
import { PLATFORM_ISSUER } from '../../schemas/platform-tokens.ts';
import { findActiveKey, readApiKey, withCurrentRights } from '../platform/api-keys/api-key-repository.ts';
import { currentRightsOf, limitedTo } from '../platform/api-keys/current-rights.ts';
import { API_KEY_ID, apiKeyId, isUsable } from '../platform/identity/api-key.ts';
import type { Reach } from '../platform/identity/audience.ts';
import { type IdentityTable, isRevoked } from '../platform/identity/revocations.ts';
import type { Refusal, TokenVerifier, VerifiedToken } from '../platform/identity/verify-token.ts';
import { type Admission, allow } from './allow.ts';
import { bearerOf } from './bearer.ts';
import { endpointOf } from './challenge.ts';

const ELSEWHERE: Refusal = { refused: 'credential for another endpoint' };
const ENDED: Refusal = { refused: 'what the credential was made with has ended' };

/** The records and the issuers that credentials are checked against. */
export interface Identity extends IdentityTable {
  verifyToken: TokenVerifier;
}

/**
 * Checks the credential of a request: an API key, or an access token of one of the stage's issuers.
 * @throws if the identity table does not answer, or if the keys of the issuer cannot be fetched: the gateway answers 503
 */
export async function authorizeRequest(
  event: Pick<APIGatewayRequestAuthorizerEvent, 'multiValueHeaders' | 'methodArn'>,
  identity: Identity,
): Promise<APIGatewayAuthorizerResult | Refusal> {
  const presented = bearerOf(event);
  if (presented === undefined) return { refused: 'no single bearer credential' };
  const id = apiKeyId(presented);
  const admitted = id === undefined ? await byToken(presented, identity) : await byApiKey(presented, id, identity);
  if ('refused' in admitted) return admitted;
  return opens(admitted.reach, event.methodArn) ? allow(admitted, event.methodArn) : ELSEWHERE;
}

const opens = (reach: Reach, methodArn: string) =>
  reach.kind === 'api' || bundleEndpoint(reach.name) === endpointOf(methodArn);

async function byToken(token: string, identity: Identity): Promise<Admission | Refusal> {
  const verified = await identity.verifyToken(token);
  if ('refused' in verified) return verified;
  if (await isRevoked(identity, verified.token)) return { refused: 'token revoked' };
  return verified.token.issuer === PLATFORM_ISSUER ? byOwnToken(verified, identity) : signedIn(verified);
}

/** A token of another issuer. The person signs in there again when it ends. */
function signedIn(verified: VerifiedToken): Admission {
  return { ...verified, principal: { ...verified.principal, lineage: [{ token: verified.token }] } };
}

/** A token that was made with a credential of the platform: it ends with that credential, and has at most its present rights. */
async function byOwnToken(verified: VerifiedToken, identity: Identity): Promise<Admission | Refusal> {
  const { principal, expiresAt, token } = verified;
  const now = Date.now() / 1000;
  // The key is in the lineage already. A change of its permissions ends this token, but no credential made with the token.
  const { client: _key, ...itself } = token;
  if (!API_KEY_ID.test(principal.credential)) {
    const { lineage = [] } = principal;
    const givers = await currentRightsOf(identity, lineage, now);
    if (!givers) return ENDED;
    return {
      ...verified,
      principal: { ...limitedTo(principal, givers), lineage: [...lineage, { token: itself }], endsAt: expiresAt },
    };
  }
  const key = await findActiveKey(identity, principal.credential, now);
  if (!key) return ENDED;
  const { lineage = [], ownerTier } = ofKey(key);
  return {
    ...verified,
    principal: {
      ...limitedTo(principal, [key.principal]),
      lineage: [...lineage, { token: itself }],
      endsAt: expiresAt,
      ...(ownerTier === undefined ? {} : { ownerTier }),
    },
  };
}

async function byApiKey(key: string, id: string, identity: IdentityTable): Promise<Admission | Refusal> {
  const record = await readApiKey(identity, id);
  const now = Date.now() / 1000;
  if (!record) return { refused: 'unknown API key' };
  if (!isUsable(record, key, now)) return { refused: 'API key revoked, expired or wrong' };
  const standing = await withCurrentRights(identity, record, now);
  if (!standing) return ENDED;
  const { principal, expiresAt } = standing;
  const { bundle } = principal;
  const reach: Reach = bundle === undefined ? { kind: 'api' } : { kind: 'bundle', name: bundle };
  return { principal: ofKey(standing), reach, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

/** The principal of a key, with the lineage of the key; the key itself comes last. */
function ofKey({ id, principal, lineage = [], expiresAt }: ApiKeyRecord): Principal {
  return {
    ...principal,
    lineage: [...lineage, { key: id }],
    ...(expiresAt === undefined ? {} : { endsAt: expiresAt }),
  };
}
