import { AwsError } from '../aws/service.ts';

export type Decoded = { body: Buffer /** Trailing headers, names in lower case. */; trailers: Record<string, string> };

/**
 * Decodes a body in `Content-Encoding: aws-chunked` (S3 API Reference, "Signature calculations for the Authorization
 * header: transferring payload in multiple chunks"): `size[;chunk-signature=…]`, the chunk, at last trailing headers.
 * @throws AwsError IncompleteBody if the framing is broken or the length differs from the announced one.
 */
export function decodeAwsChunked(encoded: Buffer, announcedLength: number | undefined): Decoded {
  const chunks: Buffer[] = [];
  let at = 0;
  const line = (): string => {
    const end = encoded.indexOf('\r\n', at);
    if (end < 0) throw incomplete();
    const text = encoded.toString('latin1', at, end);
    at = end + 2;
    return text;
  };
  for (;;) {
    const [digits = ''] = line().split(';');
    if (!/^[0-9a-fA-F]{1,8}$/.test(digits)) throw incomplete();
    const size = Number.parseInt(digits, 16);
    if (size === 0) break;
    if (at + size + 2 > encoded.length || encoded.toString('latin1', at + size, at + size + 2) !== '\r\n')
      throw incomplete();
    chunks.push(encoded.subarray(at, at + size));
    at += size + 2;
  }
  const trailers: Record<string, string> = {};
  while (at < encoded.length) {
    const text = line();
    if (text === '') break;
    const colon = text.indexOf(':');
    if (colon < 1) throw incomplete();
    trailers[text.slice(0, colon).trim().toLowerCase()] = text.slice(colon + 1).trim();
  }
  const body = Buffer.concat(chunks);
  if (announcedLength !== undefined && announcedLength !== body.length) throw incomplete();
  return { body, trailers };
}

function incomplete(): AwsError {
  return new AwsError('IncompleteBody', 'The request body terminated unexpectedly', 400);
}
