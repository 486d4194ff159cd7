import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetObjectCommand,
  InvalidObjectState,
  ListObjectsV2Command,
  NoSuchKey,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { publicKeyOf } from '../../functions/platform/audit/head.ts';
import { SEALED_PREFIX, signingKeyAlias } from '../../schemas/sealed-audit.ts';
import { AuditCommandError } from './audit-command-error.ts';
import { isRecordsKey, type SealSource } from './seal-source.ts';

/** What a running local cloud tells operators' commands, in `endpoints.json` of its state. */
const Endpoints = z.object({
  awsEndpoint: z.url(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string(),
  tables: z.object({ audit: z.string(), identity: z.string(), registry: z.string() }),
  buckets: z.object({ audit: z.string().optional() }).default({}),
});

/** Where the trail of a deployed stage is; what is absent is that of the local cloud that runs here. */
export interface AuditPlaces {
  readonly table?: string;
  readonly identityTable?: string;
  readonly bucket?: string;
  /** Id, ARN or alias of the signing key. */
  readonly signingKey?: string;
  readonly stateDir: string;
}

/** The trail as operators' commands reach it. */
export interface AuditAccess {
  table(): { client: DynamoDBDocumentClient; table: string };
  identity(): { client: DynamoDBDocumentClient; table: string };
  seal(): SealSource;
}

/** @throws AuditCommandError, from the parts that are asked for, where no local cloud runs here and none is named */
export function connectAudit(places: AuditPlaces): AuditAccess {
  const local = () => readEndpoints(join(places.stateDir, 'endpoints.json'));
  const configOf = (named: string | undefined) => (named === undefined ? localConfig(local()) : {});
  const tableOf = (named: string | undefined, name: 'audit' | 'identity') => {
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(configOf(named)), {
      marshallOptions: { removeUndefinedValues: true },
    });
    return { client, table: named ?? local().tables[name] };
  };
  return {
    table: () => tableOf(places.table, 'audit'),
    identity: () => tableOf(places.identityTable, 'identity'),
    seal: () => {
      const bucket = places.bucket ?? local().buckets.audit;
      if (bucket === undefined)
        throw new AuditCommandError('The local cloud that runs here has no bucket of the sealed audit.');
      const config = configOf(places.bucket);
      return bucketSource({
        bucket,
        keyId: places.signingKey ?? signingKeyAlias('dev'),
        s3: new S3Client(config),
        kms: new KMSClient(config),
      });
    },
  };
}

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
          throw new AuditCommandError(`${Key} is in Glacier: restore it with S3, or begin later with --from.`);
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
      if (!PublicKey) throw new AuditCommandError(`KMS gave no public key for ${keyId}.`);
      return publicKeyOf(PublicKey);
    },
    close() {
      s3.destroy();
      kms.destroy();
    },
  };
}

function localConfig({ awsEndpoint, accessKeyId, secretAccessKey, sessionToken }: z.infer<typeof Endpoints>) {
  return { endpoint: awsEndpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey, sessionToken } };
}

function readEndpoints(path: string): z.infer<typeof Endpoints> {
  if (!existsSync(path)) {
    throw new AuditCommandError(
      'No local cloud runs here: start it with npm start, or name what belongs to a deployed stage (--table, --bucket, …).',
    );
  }
  const endpoints = Endpoints.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (endpoints.success) return endpoints.data;
  throw new AuditCommandError(`${path} is not what this version writes: stop the local cloud and start it again.`);
}
