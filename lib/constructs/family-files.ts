import { Duration, RemovalPolicy, Stack, Tags, Validations } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

export interface FamilyFilesProps {
  readonly settings: Settings;
  readonly family: string;
  /** Days after which files are deleted. */
  readonly daysKept: number;
}

/**
 * Files that a family gives people to download, by links that expire. Its role alone writes and reads them. They stand
 * with the family, not with what must outlive it: after days they are gone anyway.
 */
export class FamilyFiles extends Construct {
  readonly bucket: Bucket;
  private readonly key: Key;

  constructor(scope: Construct, id: string, { settings, family, daysKept }: FamilyFilesProps) {
    super(scope, id);
    // Not the key of the tables: that one opens through DynamoDB alone. Without it, what is left in the bucket is lost,
    // and it would have been deleted sooner.
    this.key = new Key(this, 'Key', {
      description: `Files of family ${family}, stage ${settings.stage}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [
        {
          id: 'forget',
          expiration: Duration.days(daysKept),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      // A bucket that is not empty cannot be deleted; this one empties itself.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Tags.of(this.bucket).add('manifold:bucket', `family-${family}`);
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason: 'Files are gone after days, and the audit trail has who asked for the link to each.',
    });
  }

  /** Writing files, and reading them: a link can do what its signer can. Neither listing nor deleting. */
  grantUse(grantee: Role): void {
    const { region, urlSuffix } = Stack.of(this);
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:PutObject', 's3:GetObject'],
      resourceArns: [this.bucket.arnForObjects('*')],
    });
    Grant.addToPrincipal({
      grantee,
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resourceArns: [this.key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `s3.${region}.${urlSuffix}` } },
    });
    const bucket = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    Validations.of(grantee).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${bucket}.Arn>/*]`,
      reason: "The family's own bucket: all of its files, and no other's.",
    });
  }
}
