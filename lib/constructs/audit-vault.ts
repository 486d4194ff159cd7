import { Duration, RemovalPolicy, Stack, Tags, Validations } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, Grant, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectLockRetention,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { RECORDS_PREFIX, SEALED_PREFIX, signingKeyAlias } from '../../schemas/sealed-audit.ts';
import { removalPolicyOf } from '../removal.ts';
import type { Settings } from '../settings.ts';

/** Days after which sealed objects move to Glacier. */
const GLACIER_AFTER_DAYS = 90;
/**
 * Smaller objects stay: Glacier stores 40 KB of its own with each, which costs more than it saves. Without a size in the
 * rule, S3 would leave everything below 128 KB, and most windows are smaller.
 */
const GLACIER_FROM_BYTES = String(16 * 1024);

export interface AuditVaultProps {
  readonly settings: Settings;
  /** The only role that may write and sign. */
  readonly sealer: Role;
}

/**
 * The bucket of the sealed audit, whose objects cannot be changed or deleted before their lock ends, and the key that signs
 * them. One role writes and signs. The denials apply to administrators of the account as well.
 */
export class AuditVault extends Construct {
  readonly bucket: Bucket;
  readonly signingKey: Key;
  private readonly encryptionKey: Key;

  constructor(scope: Construct, id: string, { settings, sealer }: AuditVaultProps) {
    super(scope, id);
    const removalPolicy = removalPolicyOf(settings);
    const onlySealer = { StringNotEquals: { 'aws:PrincipalArn': sealer.roleArn } };
    const encryptionKey = new Key(this, 'Key', {
      description: `Sealed audit of Manifold, stage ${settings.stage}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy,
    });
    this.encryptionKey = encryptionKey;
    this.signingKey = new Key(this, 'SigningKey', {
      description: `Signs the sealed audit of Manifold, stage ${settings.stage}`,
      alias: signingKeyAlias(settings.stage),
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      pendingWindow: Duration.days(30),
      removalPolicy,
    });
    this.signingKey.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyTheSealerSigns',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['kms:Sign'],
        resources: ['*'],
        conditions: onlySealer,
      }),
    );
    this.bucket = this.lockedBucket(settings, encryptionKey);
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyTheSealerWrites',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: onlySealer,
      }),
    );
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'NothingIsWrittenTwice',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: { Null: { 's3:if-none-match': 'true' } },
      }),
    );
    this.grantSealing(sealer, encryptionKey);
  }

  /** Lets a role read sealed records, and nothing else of the bucket. */
  grantReadRecords(reader: Role): void {
    Grant.addToPrincipal({
      grantee: reader,
      actions: ['s3:GetObject'],
      resourceArns: [this.bucket.arnForObjects(`${RECORDS_PREFIX}*`)],
    });
    Grant.addToPrincipal({
      grantee: reader,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': `${RECORDS_PREFIX}*` } },
    });
    Grant.addToPrincipal({ grantee: reader, actions: ['s3:GetBucketLocation'], resourceArns: [this.bucket.bucketArn] });
    Grant.addToPrincipal({ grantee: reader, actions: ['kms:Decrypt'], resourceArns: [this.encryptionKey.keyArn] });
  }

  private lockedBucket(settings: Settings, encryptionKey: Key): Bucket {
    const lock = Duration.days(settings.auditLockDays);
    const bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention:
        settings.kind === 'production' ? ObjectLockRetention.compliance(lock) : ObjectLockRetention.governance(lock),
      encryption: BucketEncryption.KMS,
      encryptionKey,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [
        {
          id: 'to-glacier',
          prefix: SEALED_PREFIX,
          transitions: [{ storageClass: StorageClass.GLACIER, transitionAfter: Duration.days(GLACIER_AFTER_DAYS) }],
        },
      ],
      // A bucket with locked objects cannot be deleted, whatever the stage's removal policy.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // CDK writes a number, but the schema of the resource wants text.
    const size = 'LifecycleConfiguration.Rules.0.ObjectSizeGreaterThan';
    (bucket.node.defaultChild as CfnBucket).addPropertyOverride(size, GLACIER_FROM_BYTES);
    Tags.of(bucket).add('manifold:bucket', 'audit');
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'Every read uses the key of the bucket, so CloudTrail records the reader; access logs would need a sealed bucket of their own.',
    });
    return bucket;
  }

  /** Lets the sealer write objects, read them back, find the last one and sign. It cannot delete objects or shorten a lock. */
  private grantSealing(sealer: Role, encryptionKey: Key): void {
    const { region, urlSuffix } = Stack.of(this);
    Grant.addToPrincipal({
      grantee: sealer,
      actions: ['s3:PutObject', 's3:GetObject'],
      resourceArns: [this.bucket.arnForObjects(`${SEALED_PREFIX}*`)],
    });
    // Without this right S3 answers 403 for a missing object, not 404. A condition on the prefix does not apply to that.
    Grant.addToPrincipal({ grantee: sealer, actions: ['s3:ListBucket'], resourceArns: [this.bucket.bucketArn] });
    Grant.addToPrincipal({
      grantee: sealer,
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resourceArns: [encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `s3.${region}.${urlSuffix}` } },
    });
    Grant.addToPrincipal({
      grantee: sealer,
      actions: ['kms:Sign', 'kms:GetPublicKey'],
      resourceArns: [this.signingKey.keyArn],
    });
    Validations.of(sealer).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(this.bucket.node.defaultChild as never)}.Arn>/${SEALED_PREFIX}*]`,
      reason: 'Sealed objects have keys that follow from the time; all of them are below one prefix.',
    });
  }
}
