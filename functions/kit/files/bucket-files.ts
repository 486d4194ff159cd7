import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { FamilyFiles } from './files.ts';
import { presignGet } from './presign.ts';

export interface FilesBucket {
  client: S3Client;
  bucket: string;
}

const LEAST_SECONDS = 60;
const MOST_SECONDS = 3_600;

/** The part of a family's bucket that belongs to a tenant. */
export function bucketFiles({ client, bucket }: FilesBucket, tenant: string): FamilyFiles {
  // A tenant's name may hold a slash; encoded, it is one folder, and no other tenant's name begins with it.
  const keyOf = (key: string) => `${encodeURIComponent(tenant)}/${checked(key)}`;
  return {
    async put({ key, type, body }) {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: keyOf(key),
            Body: body,
            ContentType: type,
            CacheControl: 'no-store',
          }),
        );
      } catch (error) {
        if (error instanceof ManifoldError) throw error;
        throw new ManifoldError('E5004', 'The file could not be stored. Try again in a moment.', { cause: error });
      }
    },
    async link({ key, seconds, saveAs }) {
      const now = Date.now();
      const expiresSeconds = Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, Math.floor(seconds)));
      const [region, identity] = await Promise.all([client.config.region(), client.config.credentials()]);
      const url = presignGet({
        url: await addressOf({ client, bucket }, { key: keyOf(key), saveAs }),
        region,
        identity,
        expiresSeconds,
        now,
      });
      return { url, expiresAt: new Date(now + expiresSeconds * 1_000).toISOString() };
    },
  };
}

/** Where the SDK itself would look for the object: the bucket's own host, or the endpoint that the environment names. */
async function addressOf({ client, bucket }: FilesBucket, { key, saveAs }: { key: string; saveAs: string }) {
  const named = process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL;
  const { url } = client.config.endpointProvider({
    Bucket: bucket,
    Region: await client.config.region(),
    UseDualStack: !named && (await client.config.useDualstackEndpoint()),
    UseFIPS: await client.config.useFipsEndpoint(),
    ForcePathStyle: Boolean(named),
    Endpoint: named,
  });
  const path = key.split('/').map(encodeURIComponent).join('/');
  const address = new URL(`${url.href.replace(/\/$/, '')}/${path}`);
  address.searchParams.set(
    'response-content-disposition',
    `attachment; filename="${saveAs.replaceAll(/[^\w.-]/g, '_')}"`,
  );
  return address;
}

/** @throws {ManifoldError} E5001 where a family builds a key that leads anywhere else */
function checked(key: string): string {
  if (/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(key)) return key;
  throw new ManifoldError('E5001', 'Keys of files consist of letters, digits, "_", "-", "." and "/".');
}
