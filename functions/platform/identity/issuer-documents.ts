import * as z from 'zod';
import type { Issuer } from '../../../schemas/issuer.ts';
import { IssuerMetadata } from '../../../schemas/issuer-metadata.ts';
import { type Dispatcher, egressDispatcher } from '../../core/egress/egress-dispatcher.ts';
import { checkDestination, egressFetch } from '../../core/egress/egress-fetch.ts';
import { egressRule } from '../../core/egress/egress-rule.ts';
import { providerRequest } from '../../core/egress/request-span.ts';

/** The issuer could not be reached, or its answer cannot be used. The cause says which. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

const JsonWebKeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
export type JsonWebKeySet = z.infer<typeof JsonWebKeySet>;

/** The authorizer has five seconds in all, and a slow issuer must not use them up. */
const TIMEOUT_MS = 2_000;
const MAX_CHARACTERS = 256 * 1024;

/** Reads the public documents of one issuer, only from its own host and from that of its `jwksUri`. */
export interface IssuerDocuments {
  /** @throws {IssuerUnavailable} if neither well-known URL has a document that names exactly this issuer */
  metadata(): Promise<IssuerMetadata>;
  /** @throws {IssuerUnavailable} */
  keys(): Promise<JsonWebKeySet>;
}

export function issuerDocuments(issuer: Pick<Issuer, 'issuer' | 'jwksUri'>): IssuerDocuments {
  const hosts = [issuer.issuer, issuer.jwksUri].filter((url) => url !== undefined).join(',');
  // Made at first use, so that API keys are checked without it.
  let dispatcher: Dispatcher | undefined;

  async function read<Document>(url: string, document: z.ZodType<Document>): Promise<Document> {
    try {
      const rule = egressRule(['setting:ISSUER'], { ISSUER: hosts });
      dispatcher ??= egressDispatcher(rule);
      checkDestination(rule, new URL(url));
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const init = { headers: { accept: 'application/json' }, signal, dispatcher };
      const response = await providerRequest({ method: 'GET', host: new URL(url).host }, () => egressFetch(url, init));
      if (response.status !== 200) throw new Error(`status ${response.status}`);
      const text = await response.text();
      if (text.length > MAX_CHARACTERS) throw new Error(`${text.length} characters are more than a document has`);
      return document.parse(JSON.parse(text));
    } catch (cause) {
      throw new IssuerUnavailable(`${url} gave no usable answer.`, { cause });
    }
  }

  async function metadata(): Promise<IssuerMetadata> {
    const [first, ...others] = metadataUrls(issuer.issuer);
    let document = await read(first, IssuerMetadata).catch(() => undefined);
    for (const url of others) document ??= await read(url, IssuerMetadata);
    if (document?.issuer !== issuer.issuer) {
      // RFC 8414, section 3.3: otherwise one issuer could publish keys for another.
      throw new IssuerUnavailable(`The metadata of ${issuer.issuer} names another issuer.`);
    }
    return document;
  }

  return { metadata, keys: async () => read(issuer.jwksUri ?? (await metadata()).jwks_uri, JsonWebKeySet) };
}

/** OpenID Connect appends to the issuer, RFC 8414 puts its path behind the well-known one. */
function metadataUrls(issuer: string): [string, string] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}
