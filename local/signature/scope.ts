import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { REGION } from '../account.ts';
import { canonicalRequest, type SignedRequest, sha256 } from './canonical-request.ts';
import type { Refusals } from './refusals.ts';

/** `<access key id>/<date>/<region>/<service>/aws4_request`. */
export type Credential = { accessKeyId: string; date: string; region: string; service: string };

/** Reads a credential; undefined if it has another form. */
export function parseCredential(text: string): Credential | undefined {
  const [accessKeyId, date, region, service, terminator, ...rest] = text.split('/');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || rest.length > 0)
    return undefined;
  return { accessKeyId, date, region, service };
}

/** @throws AwsError if the credential is for another region, service or day than the request. */
export function checkScope(
  { date, region, service }: Credential,
  { time, expectedService, refuse }: { time: string; expectedService: string; refuse: Refusals },
): void {
  if (region !== REGION) throw refuse.region(region);
  if (service !== expectedService) throw refuse.service(expectedService);
  if (date !== time.slice(0, 8)) throw refuse.date(date, time.slice(0, 8));
}

/**
 * `host` and every `x-amz-…` header have to be signed: otherwise a holder of a presigned URL could add to what its signer
 * asked for.
 *
 * @param signed names of the signed headers, joined by `;`
 */
export function checkSignedHeaders(headers: IncomingHttpHeaders, signed: string, refuse: Refusals): void {
  const needed = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = needed.find((name) => !signed.split(';').includes(name));
  if (unsigned) throw refuse.unsigned(unsigned);
}

/** @throws AwsError unless the signature is that of the request under the secret key. */
export function checkSignature(
  request: SignedRequest,
  given: { credential: Credential; time: string; signature: string; secretAccessKey: string; refuse: Refusals },
): void {
  const { credential, time, signature, secretAccessKey, refuse } = given;
  const scope = [credential.date, credential.region, credential.service, 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonicalRequest(request))].join('\n');
  const key = scope.reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`));
  const right = hmac(key, text);
  const received = Buffer.from(signature, 'hex');
  if (received.length !== right.length || !timingSafeEqual(received, right)) throw refuse.signature();
}

/** `20261121T090000Z` in Unix milliseconds; NaN for any other text. */
export function instant(text: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
