import type { Issuer } from '../../../schemas/issuer.ts';
import { type IssuerMetadata, issuerDocuments } from '../../platform/identity/issuer-documents.ts';

/** How long the metadata of an issuer is used before it is read again; while the issuer is down, it is used longer. */
const FRESH_MS = 10 * 60_000;

/** The metadata of the stage's issuers. */
export interface IssuerDirectory {
  /** Metadata of an issuer as it publishes it. @throws {IssuerUnavailable} if it was never read */
  metadataOf(issuer: Issuer): Promise<IssuerMetadata>;
  /** The authorization server that clients are sent to: the issuer, or its facade here. */
  serverOf(issuer: Issuer): Promise<string>;
}

/** Identifier of the facade of an issuer, under which its metadata is found. */
export function facadeUrl(publicUrl: string, { name }: Issuer): string {
  return `${publicUrl}/oauth/${name}`;
}

export function issuerDirectory(publicUrl: string, now: () => number = Date.now): IssuerDirectory {
  const kept = new Map<string, { metadata: IssuerMetadata; readAt: number }>();

  async function metadataOf(issuer: Issuer): Promise<IssuerMetadata> {
    const known = kept.get(issuer.name);
    if (known && now() - known.readAt < FRESH_MS) return known.metadata;
    try {
      const metadata = await issuerDocuments(issuer).metadata();
      kept.set(issuer.name, { metadata, readAt: now() });
      return metadata;
    } catch (cause) {
      if (known) return known.metadata;
      throw cause;
    }
  }

  async function needsFacade(issuer: Issuer): Promise<boolean> {
    if (issuer.facade !== 'auto') return issuer.facade === 'always';
    const metadata = await metadataOf(issuer).catch(() => undefined);
    // An issuer that does not answer cannot sign anybody in, so this choice only decides which error a client gets.
    return metadata === undefined ? issuer.registeredClient !== undefined : lacks(metadata);
  }

  return {
    metadataOf,
    serverOf: async (issuer) => ((await needsFacade(issuer)) ? facadeUrl(publicUrl, issuer) : issuer.issuer),
  };
}

/** Whether MCP clients would refuse an issuer: they require S256, and a way to become a client of the issuer. */
function lacks(metadata: IssuerMetadata): boolean {
  const { code_challenge_methods_supported: methods = [], registration_endpoint: registration } = metadata;
  const registers = registration !== undefined || metadata.client_id_metadata_document_supported === true;
  return !methods.includes('S256') || !registers;
}
