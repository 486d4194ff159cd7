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
import type { SealReader } from '../platform/audit/sealed-records.ts';
import { type SealWindow, windowOfHeadKey } from '../platform/audit/windows.ts';

/** The bucket of the sealed copy, as the sealer uses it: no object is ever written again. */
export interface SealedBucket extends SealReader {
  /** Writes an object, unless there is one under the key. */
  writeOnce(key: string, body: Uint8Array): Promise<'written' | 'exists'>;
  /** The first window of all; undefined if nothing is sealed. */
  firstSealed(): Promise<SealWindow | undefined>;
  /** The last window that has a head; undefined if no window has. */
  lastSealed(): Promise<SealWindow | undefined>;
}

/** A folder of heads: a year, month or day. */
const TIME = /\/\d+\/$/;

export function sealedBucket(bucket: string, client: S3Client = s3Client()): SealedBucket {
  /**
   * The last head below a prefix: years, months and days are folders, so four listings find it. A folder has at most 288
   * heads and twice as many objects beside them, so one page of 1,000 keys holds them all.
   */
  const lastBelow = async (prefix: string): Promise<SealWindow | undefined> => {
    const listed = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: '/' }));
    const head = listed.Contents?.findLast(({ Key = '' }) => windowOfHeadKey(Key));
    if (head?.Key !== undefined) return windowOfHeadKey(head.Key);
    const folders = listed.CommonPrefixes?.map(({ Prefix = '' }) => Prefix).filter((folder) => TIME.test(folder)) ?? [];
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
    async firstSealed() {
      const list = new ListObjectsV2Command({ Bucket: bucket, Prefix: SEALED_PREFIX, MaxKeys: 1 });
      const { Contents = [] } = await client.send(list);
      return windowOfHeadKey(Contents[0]?.Key ?? '');
    },
    lastSealed: () => lastBelow(SEALED_PREFIX),
  };
}
