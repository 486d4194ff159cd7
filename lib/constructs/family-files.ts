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
 * Files that a family offers for download, by links that expire. Only its role writes and reads them. They are in the
 * platform stack, since they are deleted after some days anyway.
 */
export class FamilyFiles extends Construct {
  readonly bucket: Bucket;
  private readonly key: Key;

  constructor(scope: Construct, id: string, { settings, family, daysKept }: FamilyFilesProps) {
    super(scope, id);
    // The key of the tables works through DynamoDB alone. Deleting this key deletes what is left in the bucket, which
    // would be deleted within days.
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
      // CloudFormation cannot delete a bucket that has objects; this one empties itself.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Tags.of(this.bucket).add('manifold:bucket', `family-${family}`);
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason: 'Files are gone after days, and the audit trail has who asked for the link to each.',
    });
  }

  /** Lets a role write and read files, since a link has the rights of its signer. It may not list or delete them. */
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
