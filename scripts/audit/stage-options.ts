import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { signingKeyAlias } from '../../schemas/sealed-audit.ts';
import { CommandError } from '../command/command-error.ts';
import { awsSettings, tableOptions } from '../command/connect.ts';
import { readLocalCloud } from '../command/local-cloud.ts';
import { bucketSource } from './bucket-source.ts';
import type { SealSource } from './seal-source.ts';

/** Options that name a span of time. */
export const TIME_OPTIONS = {
  since: { type: 'text', value: 'TIME', help: 'begins here and ends now' },
  from: { type: 'text', value: 'TIME', help: 'begins here' },
  to: { type: 'text', value: 'TIME', help: 'ends before this time' },
} as const;

/** Options that name the sealed copy of a deployed stage, beside its audit table. */
export const SEAL_OPTIONS = {
  bucket: { type: 'text', value: 'NAME', help: 'bucket of the sealed audit of a deployed stage' },
  'signing-key': { type: 'text', value: 'ID', help: 'id, ARN or alias of the signing key of a deployed stage' },
  ...tableOptions('audit table'),
} as const;

export interface SealOptions {
  readonly bucket?: string | undefined;
  readonly 'signing-key'?: string | undefined;
  readonly state: string;
}

/**
 * The sealed copy in the bucket that is named, else that of the local cloud.
 * @throws {CommandError} if no bucket is named and no local cloud runs
 */
export function connectSeal({ bucket: named, 'signing-key': signingKey, state }: SealOptions): SealSource {
  const settings = awsSettings({ ...(named === undefined ? {} : { named }), state, flag: '--bucket' });
  const bucket = named ?? readLocalCloud(state).buckets.audit;
  if (bucket === undefined) throw new CommandError('The local cloud has no bucket of the sealed audit.');
  const keyId = signingKey ?? signingKeyAlias('dev');
  return bucketSource({ bucket, keyId, s3: new S3Client(settings), kms: new KMSClient(settings) });
}
