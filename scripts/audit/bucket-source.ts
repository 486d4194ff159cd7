import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import {
  GetObjectCommand,
  InvalidObjectState,
  ListObjectsV2Command,
  NoSuchKey,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { publicKeyOf } from '../../functions/platform/audit/head.ts';
import { SEALED_PREFIX } from '../../schemas/sealed-audit.ts';
import { CommandError } from '../command/command-error.ts';
import { isRecordsKey, type SealSource } from './seal-source.ts';

interface BucketParts {
  bucket: string;
  keyId: string;
  s3: S3Client;
  kms: KMSClient;
}

/** The sealed copy in a bucket; `keyId` is the id, ARN or alias of the signing key. */
export function bucketSource({ bucket, keyId, s3, kms }: BucketParts): SealSource {
  return {
    async object(Key) {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        if (error instanceof InvalidObjectState) {
          throw new CommandError(`${Key} is in Glacier: restore it with S3, or begin later with --from.`);
        }
        throw error;
      }
    },
    async firstKey() {
      const { Contents = [] } = await s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: SEALED_PREFIX, MaxKeys: 1 }),
      );
      return Contents[0]?.Key;
    },
    async *recordKeys() {
      const list = { Bucket: bucket, Prefix: SEALED_PREFIX };
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, list)) {
        yield* Contents.map(({ Key = '' }) => Key).filter(isRecordsKey);
      }
    },
    async publicKey() {
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
      if (!PublicKey) throw new CommandError(`KMS gave no public key for ${keyId}.`);
      return publicKeyOf(PublicKey);
    },
    close() {
      s3.destroy();
      kms.destroy();
    },
  };
}
