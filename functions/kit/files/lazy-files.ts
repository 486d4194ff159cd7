import type { FilesBucket } from './bucket-files.ts';
import type { FamilyFiles } from './files.ts';

/** The files of a family by tenant. The client of S3 is loaded on first use, since most calls need no file. */
export function lazyFiles(bucket: string): (tenant: string) => FamilyFiles {
  let loading: ReturnType<typeof load> | undefined;
  const files = async (tenant: string) => {
    loading ??= load(bucket);
    const { bucketFiles, store } = await loading;
    return bucketFiles(store, tenant);
  };
  return (tenant) => ({
    put: async (file) => (await files(tenant)).put(file),
    link: async (request) => (await files(tenant)).link(request),
  });
}

async function load(bucket: string) {
  const [{ s3Client }, { bucketFiles }] = await Promise.all([
    import('../../core/aws/clients/s3.ts'),
    import('./bucket-files.ts'),
  ]);
  // The checksums that the SDK adds by default are headers, which a presigned link does not cover.
  const client = s3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  return { bucketFiles, store: { client, bucket } satisfies FilesBucket };
}
