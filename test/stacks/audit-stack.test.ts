import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { type Permissions, permissionsOf } from './support/iam.ts';
import { synthesize } from './support/synthesize.ts';

let dev: Template;
let prod: Template;
let data: Template;
let permissions: Permissions;
beforeAll(() => {
  const stacks = synthesize();
  dev = stacks.audit;
  data = stacks.data;
  permissions = permissionsOf(stacks);
  prod = synthesize({ stage: 'prod' }).audit;
});

const BUCKET = 'AWS::S3::Bucket';
const lock = (retention: object) => ({
  ObjectLockEnabled: true,
  ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: retention } },
});

describe('the bucket of the sealed audit', () => {
  it('locks its objects, in compliance mode in production and in governance mode in development', () => {
    prod.hasResourceProperties(BUCKET, lock({ Mode: 'COMPLIANCE', Days: 365 }));
    dev.hasResourceProperties(BUCKET, lock({ Mode: 'GOVERNANCE', Days: 1 }));
  });

  it('locks objects for the days of the stage’s settings', () => {
    const { audit } = synthesize({ stage: 'prod', environment: { MANIFOLD_AUDIT_LOCK_DAYS: '2555' } });
    audit.hasResourceProperties(BUCKET, lock({ Mode: 'COMPLIANCE', Days: 2555 }));
  });

  it('keeps versions, is encrypted, is closed to the public and moves objects to Glacier after 90 days', () => {
    for (const stage of [dev, prod]) {
      stage.hasResourceProperties(BUCKET, {
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }) },
          ],
        },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
        LifecycleConfiguration: {
          Rules: [
            Match.objectLike({
              Prefix: 'audit/',
              Status: 'Enabled',
              Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 90 }],
            }),
          ],
        },
      });
    }
  });

  it('refuses requests without TLS, writes by any role but the sealer’s, and writes that could replace an object', () => {
    const deny = (statement: object) =>
      Match.arrayWith([Match.objectLike({ Effect: 'Deny', Principal: { AWS: '*' }, ...statement })]);
    const role = { 'Fn::GetAtt': [Match.stringLikeRegexp('^AuditSealerRole'), 'Arn'] };
    for (const Statement of [
      deny({ Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      deny({ Action: 's3:PutObject', Condition: { StringNotEquals: { 'aws:PrincipalArn': role } } }),
      deny({ Action: 's3:PutObject', Condition: { Null: { 's3:if-none-match': 'true' } } }),
    ]) {
      prod.hasResourceProperties('AWS::S3::BucketPolicy', { PolicyDocument: { Statement } });
    }
  });

  it('moves objects to Glacier from a size on that it states, since S3 leaves those below 128 KB otherwise', () => {
    prod.hasResourceProperties(BUCKET, {
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({
            ObjectSizeGreaterThan: '16384',
            Transitions: [Match.objectLike({ StorageClass: 'GLACIER' })],
          }),
        ],
      },
    });
  });

  it('is kept when its stack is deleted, and in production so are its keys', () => {
    for (const stage of [dev, prod]) {
      stage.hasResource(BUCKET, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    prod.allResources('AWS::KMS::Key', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });
});

describe('the signing key', () => {
  const on = () => permissions.arn('AWS::KMS::Key', 'AuditSealerVaultSigningKey');
  const sealer = () => permissions.arn('AWS::IAM::Role', 'AuditSealerRole');

  it('is a P-256 key for signing', () => {
    prod.hasResourceProperties('AWS::KMS::Key', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  });

  it('is used by the sealer and by no other function', async () => {
    const answers = await Promise.all(
      permissions.functions.map(async (who) => {
        const context: Record<string, string> = who.startsWith('AuditSealer') ? { 'aws:PrincipalArn': sealer() } : {};
        return [who, await permissions.may({ who, action: 'kms:Sign', on: on(), context })] as const;
      }),
    );
    const allowed = answers.filter(([, may]) => may).map(([who]) => who);
    expect(allowed).toEqual([expect.stringMatching(/^AuditSealerFunction/)]);
  });

  it('is denied to every other role by its own policy, whatever that role may do', () => {
    prod.hasResourceProperties('AWS::KMS::Key', {
      KeySpec: 'ECC_NIST_P256',
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 'kms:Sign',
            Principal: { AWS: '*' },
            Condition: {
              StringNotEquals: {
                'aws:PrincipalArn': { 'Fn::GetAtt': [Match.stringLikeRegexp('^AuditSealerRole'), 'Arn'] },
              },
            },
          }),
        ]),
      },
    });
  });
});

describe('the sealer', () => {
  const table = (name: string) => permissions.arn('AWS::DynamoDB::GlobalTable', name);
  const may = (action: string, on: string, context = {}) =>
    permissions.may({ who: 'AuditSealer', action, on, context });

  it('runs every five minutes, and a run that fails is not retried', () => {
    dev.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'cron(4/5 * * * ? *)',
      Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300 } })],
    });
  });

  it('reads the audit table and deletes retired events, but writes nothing except how far it has come', async () => {
    expect(await may('dynamodb:Query', table('Audit'), { 'dynamodb:LeadingKeys': ['acme#2026-11-21T10#3'] })).toBe(
      true,
    );
    const put = (key: string) => may('dynamodb:PutItem', table('Audit'), { 'dynamodb:LeadingKeys': [key] });
    expect(await put('platform#audit-retired')).toBe(true);
    for (const key of ['acme#2026-11-21T10#3', 'platform#2026-11-21T10#3', 'platform#audit-active#2026-11-21T10']) {
      expect([key, await put(key)]).toEqual([key, false]);
    }
    expect(await may('dynamodb:DeleteItem', table('Audit'))).toBe(true);
    for (const action of ['UpdateItem', 'Scan']) {
      expect(await may(`dynamodb:${action}`, table('Audit'))).toBe(false);
    }
  });

  it('takes and gives back its lease, and reaches nothing else of the state', async () => {
    const lease = { 'dynamodb:LeadingKeys': ['platform#lease#audit-sealer'] };
    expect(await may('dynamodb:PutItem', table('State'), lease)).toBe(true);
    expect(await may('dynamodb:DeleteItem', table('State'), lease)).toBe(true);
    const claims = { 'dynamodb:LeadingKeys': ['acme#claim#somebody'] };
    expect(await may('dynamodb:PutItem', table('State'), claims)).toBe(false);
  });

  it('reads and makes salts of pseudonyms, deletes none and reaches nothing else of the identities', async () => {
    const on = table('Identity');
    const salts = { 'dynamodb:LeadingKeys': ['acme#audit-pseudonyms'] };
    expect(await may('dynamodb:GetItem', on, salts)).toBe(true);
    expect(await may('dynamodb:PutItem', on, salts)).toBe(true);
    expect(await may('dynamodb:DeleteItem', on, salts)).toBe(false);
    expect(await may('dynamodb:GetItem', on, { 'dynamodb:LeadingKeys': ['platform#api-key#abc'] })).toBe(false);
  });

  it('writes objects below its prefix, deletes none and shortens no lock', async () => {
    const bucket = permissions.arn(BUCKET, 'AuditSealerVaultBucket');
    const object = `${bucket}/audit/records/2026/11/21/10-05.000000.jsonl.gz`;
    const context = { 'aws:PrincipalArn': permissions.arn('AWS::IAM::Role', 'AuditSealerRole') };
    expect(await may('s3:PutObject', object, context)).toBe(true);
    expect(await may('s3:PutObject', `${bucket}/elsewhere`, context)).toBe(false);
    for (const action of ['DeleteObject', 'DeleteObjectVersion', 'PutObjectRetention', 'BypassGovernanceRetention']) {
      expect(await may(`s3:${action}`, object, context)).toBe(false);
    }
  });
});

describe('the audit table', () => {
  const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate'];
  const reads = ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'PartiQLSelect'];
  const context = { 'dynamodb:LeadingKeys': ['platform#2026-11-21T10#3'] };
  const allowed = async (who: string, actions: readonly string[]) => {
    const on = permissions.arn('AWS::DynamoDB::GlobalTable', 'Audit');
    const answers = await Promise.all(
      actions.map((action) => permissions.may({ who, action: `dynamodb:${action}`, on, context })),
    );
    return actions.filter((_, place) => answers[place]);
  };

  it('has no role that reads events and writes them, and none that updates them', async () => {
    const writers: string[] = [];
    for (const who of permissions.functions) {
      const [written, read] = [await allowed(who, writes), await allowed(who, reads)];
      if (who.startsWith('AuditSealer')) expect([written, read]).toEqual([['DeleteItem'], ['Query']]);
      else if (written.length > 0) expect([who, written, read]).toEqual([who, ['PutItem'], []]);
      if (written.includes('PutItem')) writers.push(who);
    }
    expect(writers.length).toBeGreaterThan(4);
  });

  it('has a stream of keys, from which its watcher gets changes and removals alone', () => {
    data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [Match.objectLike({ Tags: Match.arrayWith([{ Key: 'manifold:table', Value: 'audit' }]) })],
      StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
    });
    dev.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["MODIFY","REMOVE"]}' }] },
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });

  it('has a watcher that reads no item', async () => {
    expect(await allowed('AuditWatcher', [...reads, ...writes])).toEqual([]);
  });

  it('raises an alarm at the first item that was changed or removed', () => {
    dev.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'AuditItemChanged', Threshold: 1 });
  });
});

it('raises an alarm for a window that stops the sealer twice', () => {
  prod.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'AuditWindowFailed',
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
    AlarmDescription: Match.stringLikeRegexp('docs/runbook.md#auditwindowfailed'),
  });
});

it('raises an alarm if the sealer falls behind, or does not run at all', () => {
  prod.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'AuditWindowsBehind',
    TreatMissingData: 'breaching',
    AlarmDescription: Match.stringLikeRegexp('docs/runbook.md#auditwindowsbehind'),
  });
});
