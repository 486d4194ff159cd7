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
  const [{ s3Client }, { bucketFiles }] = await Promise.all([
    import('../../core/aws/clients/s3.ts'),
    import('./bucket-files.ts'),
  ]);
  // A link cannot have the headers of the SDK's own checksums signed.
  const client = s3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  return { bucketFiles, store: { client, bucket } satisfies FilesBucket };
}
