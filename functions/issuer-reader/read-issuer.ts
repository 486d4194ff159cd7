import type { Issuer } from '../../schemas/issuer.ts';
import { type IssuerMetadata, IssuerReading } from '../../schemas/issuer-metadata.ts';
import { issuerDocuments } from '../platform/identity/issuer-documents.ts';

/**
 * Metadata of the issuer that an event names.
 * @throws {Error} if the stage has no issuer of this name
 * @throws {IssuerUnavailable} if the issuer gives no usable answer
 */
export async function readIssuer(event: unknown, issuers: readonly Issuer[]): Promise<IssuerMetadata> {
  const { issuer: name } = IssuerReading.parse(event);
  const issuer = issuers.find((one) => one.name === name);
  if (!issuer) throw new Error(`The stage has no issuer "${name}".`);
  return issuerDocuments(issuer).metadata();
}
