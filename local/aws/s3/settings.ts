import { REGION } from '../../account.ts';
import { xmlDocument } from '../../s3/xml.ts';
import { AwsError } from '../service.ts';
import { authorise } from './access.ts';
import type { S3Answer, S3Operation } from './service.ts';

/** HeadBucket. */
export function headBucket({ caller, bucket }: S3Operation): S3Answer {
  authorise(caller, bucket, 'ListBucket');
  return { status: 200, headers: { 'x-amz-bucket-region': REGION } };
}

/** GetBucketLocation; the region of this cloud is the one that S3 leaves empty. */
export function bucketLocation({ caller, bucket }: S3Operation): S3Answer {
  authorise(caller, bucket, 'GetBucketLocation');
  return { status: 200, body: xmlDocument('LocationConstraint', {}) };
}

/** GetBucketVersioning. */
export function bucketVersioning({ caller, bucket }: S3Operation): S3Answer {
  authorise(caller, bucket, 'GetBucketVersioning');
  const Status = bucket.versioned ? 'Enabled' : undefined;
  return { status: 200, body: xmlDocument('VersioningConfiguration', { Status }) };
}

/** GetObjectLockConfiguration. */
export function bucketLock({ caller, bucket }: S3Operation): S3Answer {
  authorise(caller, bucket, 'GetBucketObjectLockConfiguration');
  const { objectLock, defaultRetention } = bucket;
  if (!objectLock)
    throw new AwsError(
      'ObjectLockConfigurationNotFoundError',
      'Object Lock configuration does not exist for this bucket',
      404,
    );
  const Rule = defaultRetention && {
    DefaultRetention: { Mode: defaultRetention.mode, Days: defaultRetention.days },
  };
  return { status: 200, body: xmlDocument('ObjectLockConfiguration', { ObjectLockEnabled: 'Enabled', Rule }) };
}
