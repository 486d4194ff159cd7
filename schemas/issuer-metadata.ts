import * as z from 'zod';
import { Slug } from './json.ts';

/** Metadata of an issuer (RFC 8414, OpenID Connect Discovery). Unknown fields are passed on. */
export const IssuerMetadata = z.looseObject({
  issuer: z.string(),
  jwks_uri: z.string(),
  registration_endpoint: z.string().optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  client_id_metadata_document_supported: z.boolean().optional(),
});
export type IssuerMetadata = z.infer<typeof IssuerMetadata>;

/** Event of the issuer reader: the name of an issuer of the stage. */
export const IssuerReading = z.strictObject({ issuer: Slug });
export type IssuerReading = z.infer<typeof IssuerReading>;
