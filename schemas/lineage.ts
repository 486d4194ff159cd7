import * as z from 'zod';

/** What tells a token apart; `issuedAt` in Unix seconds. `issuer` is the name in the stage's settings. */
export const TokenIdentity = z.object({
  issuer: z.string(),
  subject: z.string(),
  jti: z.string().optional(),
  /** The grant that the token came from (`sid`), and the client that it was issued to. */
  session: z.string().optional(),
  client: z.string().optional(),
  issuedAt: z.number().optional(),
});
export type TokenIdentity = z.infer<typeof TokenIdentity>;

/** One credential in a lineage: an API key by its id, or a token. */
export const Origin = z.union([z.object({ key: z.string() }), z.object({ token: TokenIdentity })]);
export type Origin = z.infer<typeof Origin>;

/** Credentials of which each was made with the one before it, the first one first. All of them end with any of them. */
export const Lineage = z.array(Origin);
export type Lineage = z.infer<typeof Lineage>;

/** Keys that may follow one another in a lineage: the key of a person, one that it made, and so on. */
export const MOST_GENERATIONS = 8;

/** Ids of the API keys of a lineage, the first one first. */
export const keysOf = (lineage: Lineage): string[] =>
  lineage.flatMap((origin) => ('key' in origin ? [origin.key] : []));

/** The tokens of a lineage, the first one first. */
export const tokensOf = (lineage: Lineage): TokenIdentity[] =>
  lineage.flatMap((origin) => ('token' in origin ? [origin.token] : []));
