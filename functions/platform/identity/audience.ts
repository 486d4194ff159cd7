import type { JWTPayload } from 'jose';
import type { Issuer } from '../../../schemas/issuer.ts';
import { Slug } from '../../../schemas/json.ts';

/** The part of the API for which a token is valid: all of it, or the endpoint of one bundle. */
export type Reach = { kind: 'api' } | { kind: 'bundle'; name: string };

/**
 * The part of the API that a token's audience allows (RFC 8707). A token without an audience is accepted only from the
 * clients that the issuer's setting names.
 * @returns undefined if the token is for another audience
 */
export function reachOf(
  { audiences, clientIds = [] }: Pick<Issuer, 'audiences' | 'clientIds'>,
  { aud, client_id }: JWTPayload,
): Reach | undefined {
  if (aud === undefined) {
    return typeof client_id === 'string' && clientIds.includes(client_id) ? { kind: 'api' } : undefined;
  }
  const values = [aud].flat();
  if (values.some((value) => audiences.includes(value))) return { kind: 'api' };
  for (const audience of audiences) {
    const bundle = values.find((value) => value.startsWith(`${audience}/b/`))?.slice(`${audience}/b/`.length);
    const name = Slug.safeParse(bundle);
    if (name.success) return { kind: 'bundle', name: name.data };
  }
  return undefined;
}
