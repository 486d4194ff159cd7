import type { Issuer } from '../../../schemas/issuer.ts';
import type { IssuerMetadata } from '../../../schemas/issuer-metadata.ts';
import type { IssuerReader } from '../../platform/identity/issuer-reader.ts';

/** How long the metadata of an issuer is used before it is read again; while the issuer is down, it is used longer. */
const FRESH_MS = 10 * 60_000;
/** Shortest time between a failed attempt and the next, so that an issuer that is down does not slow each answer down. */
const COOLDOWN_MS = 30_000;

/** The metadata of the stage's issuers. */
export interface IssuerDirectory {
  /** Metadata of an issuer as it publishes it. @throws {Error} if it was never read */
  metadataOf(issuer: Issuer): Promise<IssuerMetadata>;
  /** The authorization server that clients are sent to: the issuer, or its facade here. */
  serverOf(issuer: Issuer): Promise<string>;
}

/** Identifier of the facade of an issuer, under which its metadata is found. */
export function facadeUrl(publicUrl: string, { name }: Issuer): string {
  return `${publicUrl}/oauth/${name}`;
}

/** What is known of one issuer. */
interface Known {
  metadata?: IssuerMetadata;
  /** Unix milliseconds from which the issuer is asked again. */
  askAt: number;
  cause?: unknown;
}

export function issuerDirectory(publicUrl: string, read: IssuerReader, now: () => number = Date.now): IssuerDirectory {
  const known = new Map<string, Known>();
  const reading = new Map<string, Promise<Known>>();

  async function ask(issuer: Issuer): Promise<Known> {
    try {
      return { metadata: await read(issuer), askAt: now() + FRESH_MS };
    } catch (cause) {
      return { metadata: known.get(issuer.name)?.metadata, askAt: now() + COOLDOWN_MS, cause };
    }
  }

  /** Asks the issuer. Concurrent callers share a request. */
  function renew(issuer: Issuer): Promise<Known> {
    const { name } = issuer;
    const running =
      reading.get(name) ??
      ask(issuer)
        .then((answer) => {
          known.set(name, answer);
          return answer;
        })
        .finally(() => reading.delete(name));
    reading.set(name, running);
    return running;
  }

  async function metadataOf(issuer: Issuer): Promise<IssuerMetadata> {
    const kept = known.get(issuer.name);
    const { metadata, cause } = kept && now() < kept.askAt ? kept : await renew(issuer);
    if (!metadata) throw cause;
    return metadata;
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
