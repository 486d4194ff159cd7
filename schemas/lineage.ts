import * as z from 'zod';

/** What identifies a token. `issuer` is the name in the stage's settings; `issuedAt` is in Unix seconds. */
export const TokenIdentity = z.object({
  issuer: z.string(),
  subject: z.string(),
  jti: z.string().optional(),
  /** The grant from which the token came (`sid`), and the client to which it was issued (`client_id`). */
  session: z.string().optional(),
  client: z.string().optional(),
  issuedAt: z.number().optional(),
});
export type TokenIdentity = z.infer<typeof TokenIdentity>;

/** One credential of a lineage: an API key by its id, or a token. */
export const Origin = z.union([z.object({ key: z.string() }), z.object({ token: TokenIdentity })]);
export type Origin = z.infer<typeof Origin>;

/** Credentials, oldest first, each made with the one before it. A credential ends with any of its ancestors. */
export const Lineage = z.array(Origin);
export type Lineage = z.infer<typeof Lineage>;

/** The greatest number of API keys in a lineage: a person's key, a key made with it, and so on. */
export const MOST_GENERATIONS = 8;

/** Ids of the API keys of a lineage, oldest first. */
export const keysOf = (lineage: Lineage): string[] =>
  lineage.flatMap((origin) => ('key' in origin ? [origin.key] : []));

/** The tokens of a lineage, oldest first. */
export const tokensOf = (lineage: Lineage): TokenIdentity[] =>
  lineage.flatMap((origin) => ('token' in origin ? [origin.token] : []));
