import { Duration, Stack, Tags, Validations } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { AccountRootPrincipal, Grant, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { RECORDS_PREFIX } from '../../schemas/sealed-audit.ts';
import {
  athenaEventType,
  athenaType,
  RECORD_COLUMNS,
  SEALED_SCHEMA_VERSION,
  SEALED_TABLE,
} from '../../schemas/sealed-columns.ts';
import { SEALED_QUERIES } from '../../schemas/sealed-queries.ts';
import { removalPolicyOf } from '../removal.ts';
import type { Settings } from '../settings.ts';
import type { AuditVault } from './audit-vault.ts';

/** A query that would read more is cancelled: 100 GB cost half a dollar. */
const MOST_BYTES_SCANNED = 100_000_000_000;
const RESULT_DAYS = 7;

export interface AuditQueryProps {
  readonly settings: Settings;
  readonly vault: AuditVault;
}

/**
 * SQL over the sealed records: a Glue table whose partitions follow from the days (no crawler), and an Athena workgroup
 * that limits the bytes of a query and encrypts results. The role of analysts reads records and results, and nothing else.
 */
export class AuditQuery extends Construct {
  constructor(scope: Construct, id: string, { settings, vault }: AuditQueryProps) {
    super(scope, id);
    const results = this.resultBucket(settings);
    const database = this.sealedTable(settings, vault);
    const workGroup = new CfnWorkGroup(this, 'WorkGroup', {
      name: `manifold-${settings.stage}-audit`,
      description: 'Queries of the sealed audit',
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        bytesScannedCutoffPerQuery: MOST_BYTES_SCANNED,
        publishCloudWatchMetricsEnabled: true,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: results.bucket.s3UrlForObject('results/'),
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: results.key.keyArn },
        },
      },
    });
    for (const { name, description, sql } of SEALED_QUERIES) {
      new CfnNamedQuery(this, name, {
        name,
        description,
        database,
        queryString: sql,
        workGroup: workGroup.name,
      }).addResourceDependency(workGroup);
    }
    this.analyst(settings, { vault, results, database, workGroup: workGroup.name });
  }

  private resultBucket(settings: Settings): { bucket: Bucket; key: Key } {
    const key = new Key(this, 'Key', {
      description: `Results of audit queries of Manifold, stage ${settings.stage}`,
      enableKeyRotation: true,
      removalPolicy: removalPolicyOf(settings),
    });
    const bucket = new Bucket(this, 'Results', {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [{ id: 'results-expire', expiration: Duration.days(RESULT_DAYS) }],
      removalPolicy: removalPolicyOf(settings),
    });
    Tags.of(bucket).add('manifold:bucket', 'audit-results');
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'Results are copies of sealed records that expire after a week; reading them needs the key of the bucket.',
    });
    return { bucket, key };
  }

  /** @returns name of the database */
  private sealedTable({ stage }: Settings, { bucket }: AuditVault): string {
    const catalogId = Stack.of(this).account;
    const name = `manifold_${stage.replaceAll('-', '_')}_audit`;
    const database = new CfnDatabase(this, 'Database', { catalogId, databaseInput: { name } });
    const location = bucket.s3UrlForObject(RECORDS_PREFIX);
    new CfnTable(this, 'Table', {
      catalogId,
      databaseName: name,
      tableInput: {
        name: SEALED_TABLE,
        description: `Sealed records of the audit, schema version ${SEALED_SCHEMA_VERSION}`,
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: [{ name: 'day', type: 'string' }],
        parameters: {
          'projection.enabled': 'true',
          'projection.day.type': 'date',
          'projection.day.format': 'yyyy/MM/dd',
          'projection.day.range': '2026/01/01,NOW',
          'projection.day.interval': '1',
          'projection.day.interval.unit': 'DAYS',
          'storage.location.template': `${location}\${day}/`,
          classification: 'json',
          compressionType: 'gzip',
        },
        storageDescriptor: {
          location,
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: {
            serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
            parameters: { 'case.insensitive': 'true' },
          },
          columns: [
            ...Object.entries(RECORD_COLUMNS).map(([column, type]) => ({ name: column, type: athenaType(type) })),
            { name: 'event', type: athenaEventType() },
          ],
        },
      },
    }).addResourceDependency(database);
    return name;
  }

  /** The role that people of the account assume to ask the audit; IAM decides who may. */
  private analyst(settings: Settings, { vault, results, database, workGroup }: AnalystParts): void {
    const { region, account, partition } = Stack.of(this);
    const role = new Role(this, 'Analyst', {
      description: `Queries the sealed audit of Manifold, stage ${settings.stage}`,
      assumedBy: new AccountRootPrincipal().withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    });
    const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
    vault.grantReadRecords(role);
    Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      resourceArns: [results.bucket.arnForObjects('results/*')],
    });
    Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:GetBucketLocation', 's3:ListBucket'],
      resourceArns: [results.bucket.bucketArn],
    });
    results.key.grantEncryptDecrypt(role);
    Grant.addToPrincipal({
      grantee: role,
      actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
      resourceArns: [
        arn('glue', 'catalog'),
        arn('glue', `database/${database}`),
        arn('glue', `table/${database}/${SEALED_TABLE}`),
      ],
    });
    Grant.addToPrincipal({
      grantee: role,
      actions: [
        'athena:GetWorkGroup',
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:ListNamedQueries',
        'athena:GetNamedQuery',
      ],
      resourceArns: [arn('athena', `workgroup/${workGroup}`)],
    });
    acknowledgeWildcards(role, { vault, results: results.bucket });
  }
}

interface AnalystParts {
  readonly vault: AuditVault;
  readonly results: { bucket: Bucket; key: Key };
  readonly database: string;
  readonly workGroup: string;
}

function acknowledgeWildcards(role: Role, { vault, results }: { vault: AuditVault; results: Bucket }): void {
  const idOf = (bucket: Bucket) => Stack.of(role).getLogicalId(bucket.node.defaultChild as never);
  const reasons = {
    [`Resource::<${idOf(vault.bucket)}.Arn>/${RECORDS_PREFIX}*`]: 'Sealed records have keys that follow from the time.',
    [`Resource::<${idOf(results)}.Arn>/results/*`]: 'Athena names results by the id of their query.',
    'Action::kms:GenerateDataKey*': 'The grant of the key construct: Athena encrypts results under it.',
    'Action::kms:ReEncrypt*': 'The grant of the key construct: Athena encrypts results under it.',
  };
  for (const [finding, reason] of Object.entries(reasons)) {
    Validations.of(role).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[${finding}]`, reason });
  }
}
