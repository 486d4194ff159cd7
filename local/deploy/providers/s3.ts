import { generatedName, PARTITION, REGION } from '../../account.ts';
import { parsePolicy } from '../../iam/policy.ts';
import type { Keys } from '../../kms/keys.ts';
import type { Bucket, Buckets } from '../../s3/bucket.ts';
import type { RetentionMode } from '../../s3/object-lock.ts';
import { StartError } from '../../start-error.ts';
import { flag, list, number, record, tags, text } from '../properties.ts';
import type { Provider, ResourceInput } from '../provider.ts';

const DAYS_PER_YEAR = 365;

/** Buckets and their policies. */
export function bucketProviders(buckets: Buckets, keys: Keys): Record<string, Provider> {
  return {
    'AWS::S3::Bucket': {
      properties: [
        'BucketName',
        'BucketEncryption',
        'LifecycleConfiguration',
        'ObjectLockConfiguration',
        'ObjectLockEnabled',
        'Tags',
        'VersioningConfiguration',
      ],
      ignored: {
        LoggingConfiguration: 'access logs are written by S3 itself',
        OwnershipControls: 'there is one account, and no access control lists',
        PublicAccessBlockConfiguration: 'nothing is public here: every request needs credentials or a presigned URL',
        MetricsConfigurations: 'no metrics service',
        IntelligentTieringConfigurations: 'nothing is billed',
        InventoryConfigurations: 'no inventory service',
      },
      provision(input) {
        const bucket = bucketOf(input, keys);
        buckets.define(bucket);
        const host = `${bucket.name}.s3.${REGION}.amazonaws.com`;
        return {
          ref: bucket.name,
          attributes: {
            Arn: bucket.arn,
            DomainName: `${bucket.name}.s3.amazonaws.com`,
            RegionalDomainName: host,
            DualStackDomainName: `${bucket.name}.s3.dualstack.${REGION}.amazonaws.com`,
          },
        };
      },
    },
    'AWS::S3::BucketPolicy': {
      properties: ['Bucket', 'PolicyDocument'],
      provision({ properties }) {
        const bucket = buckets.find(String(properties.Bucket));
        bucket.policy = parsePolicy(`of bucket ${bucket.name}`, properties.PolicyDocument);
        return { ref: bucket.name };
      },
    },
  };
}

function bucketOf({ stack, logicalId, properties }: ResourceInput, keys: Keys): Bucket {
  const name = text(properties.BucketName) ?? generatedName(stack, logicalId, 63).toLowerCase();
  const path = `${stack}/${logicalId}`;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
    throw new StartError(
      `Bucket ${path} has the name ${name}; S3 takes 3 to 63 lower-case letters, digits, dots and hyphens.`,
    );
  const lock = record(properties.ObjectLockConfiguration);
  const objectLock = flag(properties.ObjectLockEnabled);
  if (properties.ObjectLockConfiguration !== undefined && !objectLock)
    throw new StartError(`Bucket ${path} configures Object Lock without ObjectLockEnabled.`);
  // Object Lock switches versioning on by itself.
  const versioned = objectLock || record(properties.VersioningConfiguration).Status === 'Enabled';
  const defaultRetention = defaultRetentionOf(record(record(lock.Rule).DefaultRetention), path);
  return {
    name,
    arn: `arn:${PARTITION}:s3:::${name}`,
    versioned,
    objectLock,
    defaultRetention,
    encryption: encryptionOf(record(properties.BucketEncryption), keys),
    lifecycle: properties.LifecycleConfiguration,
    tags: tags(properties.Tags),
  };
}

function defaultRetentionOf({ Mode, Days, Years }: Record<string, unknown>, path: string): Bucket['defaultRetention'] {
  if (Mode === undefined) return undefined;
  if (Mode !== 'GOVERNANCE' && Mode !== 'COMPLIANCE')
    throw new StartError(`Bucket ${path} has the retention mode ${Mode}; S3 knows GOVERNANCE and COMPLIANCE.`);
  const mode: RetentionMode = Mode;
  const days = Days === undefined ? number(Years, 0) * DAYS_PER_YEAR : Number(Days);
  if (!(days >= 1)) throw new StartError(`Bucket ${path} has a default retention without Days or Years.`);
  return { mode, days };
}

function encryptionOf(configuration: Record<string, unknown>, keys: Keys): Bucket['encryption'] {
  const rule = record(list(configuration.ServerSideEncryptionConfiguration)[0]);
  const byDefault = record(rule.ServerSideEncryptionByDefault);
  const key = text(byDefault.KMSMasterKeyID);
  return {
    algorithm: text(byDefault.SSEAlgorithm) ?? 'AES256',
    kmsKeyArn: key === undefined ? undefined : keys.find(key),
    bucketKey: flag(rule.BucketKeyEnabled),
  };
}
