import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { SEALED_PREFIX } from '../../schemas/sealed-audit.ts';
import { s3Client } from '../core/aws/clients/s3.ts';
import type { SealReader } from '../platform/audit/verify-seal.ts';
import { type SealWindow, windowOfKey } from '../platform/audit/windows.ts';

/** The bucket of the sealed copy, as the sealer uses it: what is there is never written again. */
export interface SealedBucket extends SealReader {
  /** Writes an object where there is none yet. */
  writeOnce(key: string, body: Uint8Array): Promise<'written' | 'exists'>;
  /** The last window that has a head; undefined where none has. */
  lastSealed(): Promise<SealWindow | undefined>;
}

export function sealedBucket(bucket: string, client: S3Client = s3Client()): SealedBucket {
  /** What is directly below a prefix: folders where there are any, else keys. */
  const below = async (Prefix: string): Promise<{ folders: string[]; keys: string[] }> => {
    const folders: string[] = [];
    const keys: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix, Delimiter: '/', ContinuationToken }),
      );
      folders.push(...(page.CommonPrefixes ?? []).map((folder) => folder.Prefix ?? ''));
      keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return { folders: folders.sort(), keys: keys.sort() };
  };

  /** The last head below a prefix: years, months and days are folders, so four listings find it. */
  const lastBelow = async (prefix: string): Promise<SealWindow | undefined> => {
    const { folders, keys } = await below(prefix);
    const head = keys.findLast((key) => key.endsWith('.head.json') && windowOfKey(key));
    if (head !== undefined) return windowOfKey(head);
    for (const folder of folders.reverse()) {
      const found = await lastBelow(folder);
      if (found) return found;
    }
    return undefined;
  };

  return {
    async object(Key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async writeOnce(Key, Body) {
      try {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, IfNoneMatch: '*' }));
        return 'written';
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return 'exists';
        throw error;
      }
    },
    lastSealed: () => lastBelow(SEALED_PREFIX),
  };
}
