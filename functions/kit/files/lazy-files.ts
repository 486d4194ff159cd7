import type { FilesBucket } from './bucket-files.ts';
import type { FamilyFiles } from './files.ts';

/** Files of a family by tenant; the client of S3 is loaded with the first use, since most calls touch no file. */
export function lazyFiles(bucket: string): (tenant: string) => FamilyFiles {
  let loading: ReturnType<typeof load> | undefined;
  const files = async (tenant: string) => {
    loading ??= load(bucket);
    const { bucketFiles, store } = await loading;
    return bucketFiles(store, tenant);
  };
  return (tenant) => ({
    put: async (file) => (await files(tenant)).put(file),
    link: async (wish) => (await files(tenant)).link(wish),
  });
}

async function load(bucket: string) {
  const [{ S3Client }, { bucketFiles }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('./bucket-files.ts'),
  ]);
  const client = new S3Client({
    maxAttempts: 3,
    // The SDK's own checksums would be more headers than a link can have signed.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: { requestTimeout: 5_000, connectionTimeout: 1_000 },
  });
  return { bucketFiles, store: { client, bucket } satisfies FilesBucket };
}
