import { AccessDenied, type Authoriser } from '../../iam/authoriser.ts';
import type { Identity } from '../../identity/identities.ts';
import type { Keys } from '../../kms/keys.ts';
import type { Bucket } from '../../s3/bucket.ts';
import type { S3Request } from './request.ts';

/** Who asks for what, and the services that decide. */
export type S3Caller = { identity: Identity; request: S3Request; authoriser: Authoriser; keys: Keys };

/** Request headers that are condition keys of S3 (Service Authorization Reference). */
const HEADER_KEYS: Record<string, string> = {
  'x-amz-server-side-encryption': 's3:x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 's3:x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-object-lock-mode': 's3:object-lock-mode',
  'x-amz-object-lock-retain-until-date': 's3:object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold': 's3:object-lock-legal-hold',
  'x-amz-content-sha256': 's3:x-amz-content-sha256',
  'if-none-match': 's3:if-none-match',
  'if-match': 's3:if-match',
};
const QUERY_KEYS: Record<string, string> = {
  prefix: 's3:prefix',
  delimiter: 's3:delimiter',
  'max-keys': 's3:max-keys',
  versionId: 's3:VersionId',
};

/** @throws AccessDenied unless identity policies or the bucket's policy allow the action, and none denies it. */
export function authorise(caller: S3Caller, bucket: Bucket, action: string, key?: string): void {
  const { identity, request, authoriser } = caller;
  authoriser.check({
    identity,
    action: `s3:${action}`,
    resource: key === undefined ? bucket.arn : `${bucket.arn}/${key}`,
    context: contextOf(request),
    resourcePolicy: bucket.policy,
  });
}

/** As `authorise`, but answers instead of throwing. */
export function isAllowed(caller: S3Caller, bucket: Bucket, action: string, key?: string): boolean {
  try {
    authorise(caller, bucket, action, key);
    return true;
  } catch (error) {
    if (error instanceof AccessDenied) return false;
    throw error;
  }
}

/** S3 uses the key of an encrypted object with the caller's own right, on behalf of `s3`. */
export function authoriseKey(
  { identity, keys }: S3Caller,
  bucket: Bucket,
  { action, key, kmsKeyArn }: { action: 'GenerateDataKey' | 'Decrypt'; key: string; kmsKeyArn: string | undefined },
): void {
  if (kmsKeyArn === undefined) return;
  const arn = bucket.encryption.bucketKey ? bucket.arn : `${bucket.arn}/${key}`;
  keys.checkUse({
    identity,
    keyArn: kmsKeyArn,
    action: `kms:${action}`,
    via: 's3',
    encryptionContext: { 'aws:s3:arn': arn },
  });
}

function contextOf({ headers, query }: S3Request): Record<string, string[]> {
  const context: Record<string, string[]> = {};
  for (const [header, name] of Object.entries(HEADER_KEYS)) {
    const value = headers[header];
    if (value !== undefined) context[name] = [value];
  }
  for (const [parameter, name] of Object.entries(QUERY_KEYS)) {
    const value = query.get(parameter);
    if (value !== null) context[name] = [value];
  }
  const until = Date.parse(headers['x-amz-object-lock-retain-until-date'] ?? '');
  if (!Number.isNaN(until))
    context['s3:object-lock-remaining-retention-days'] = [String(Math.ceil((until - Date.now()) / 86_400_000))];
  return context;
}
