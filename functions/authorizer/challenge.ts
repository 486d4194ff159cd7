import { bundleEndpoint, bundleOf, challenge, MAIN_ENDPOINT, metadataUrl } from '../../schemas/challenge.ts';

/** What a challenge tells a client about the stage. */
export interface Published {
  /** URL of the API, without a slash at the end. */
  readonly publicUrl: string;
  /** Scopes that a client without a token should ask for, separated by spaces, in the spelling of the first issuer. */
  readonly scope: string;
}

/** Path of the endpoint that a request came to. Every path other than that of a bundle counts as the main endpoint. */
export function endpointOf(methodArn: string): string {
  const [, , , ...path] = methodArn.split('/');
  const bundle = bundleOf(`/${path.join('/')}`);
  return bundle === undefined ? MAIN_ENDPOINT : bundleEndpoint(bundle);
}

/**
 * The challenge to a refused request: it leads to the metadata of the very endpoint that was called, because some clients
 * compare the resource that the metadata names with the URL that they called (RFC 9728, 3.3).
 */
export function challengeTo(methodArn: string, published: Published, credential: 'sent' | 'none'): string {
  return challenge({
    ...(credential === 'sent' ? { error: 'invalid_token' as const } : {}),
    metadata: metadataUrl(published.publicUrl, endpointOf(methodArn)),
    scope: published.scope,
  });
}
