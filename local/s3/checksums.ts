import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../aws/service.ts';

export type Checksum = { algorithm: 'CRC32' | 'SHA1' | 'SHA256'; value: string };

const COMPUTE: Record<Checksum['algorithm'], (body: Buffer) => Buffer> = {
  CRC32: (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes;
  },
  SHA1: (body) => createHash('sha1').update(body).digest(),
  SHA256: (body) => createHash('sha256').update(body).digest(),
};
const HEADER = /^x-amz-checksum-(?!mode$|type$|algorithm$)(.+)$/;

/**
 * Checks what a request says about its body: `Content-MD5` and one `x-amz-checksum-…`, as header or trailer.
 * @returns the checksum that is kept with the object, if the request has one.
 * @throws AwsError BadDigest, InvalidDigest, or NotImplemented for an algorithm that the local cloud does not compute.
 */
export function verifyBody(headers: Readonly<Record<string, string>>, body: Buffer): Checksum | undefined {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64'))
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400);
  const [name, ...more] = Object.keys(headers).filter((header) => HEADER.test(header));
  if (name === undefined) return undefined;
  if (more.length > 0)
    throw new AwsError(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
      400,
    );
  const algorithm = (HEADER.exec(name)?.[1] ?? '').toUpperCase();
  if (!isKnown(algorithm))
    throw new AwsError('NotImplemented', `The local cloud does not compute the checksum ${algorithm}.`, 501);
  const value = COMPUTE[algorithm](body).toString('base64');
  if (value !== headers[name])
    throw new AwsError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`, 400);
  return { algorithm, value };
}

/** Whether a request has a checksum of its body, as Object Lock demands. */
export function namesChecksum(headers: Readonly<Record<string, string>>): boolean {
  return 'content-md5' in headers || Object.keys(headers).some((header) => HEADER.test(header));
}

function isKnown(algorithm: string): algorithm is Checksum['algorithm'] {
  return algorithm in COMPUTE;
}
