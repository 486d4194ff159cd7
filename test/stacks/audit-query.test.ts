import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { SEALED_QUERIES } from '../../schemas/sealed-queries.ts';
import { type Permissions, permissionsOf } from './support/iam.ts';
import { synthesize } from './support/synthesize.ts';

let prod: Template;
let permissions: Permissions;
beforeAll(() => {
  const stacks = synthesize({ stage: 'prod' });
  prod = stacks.audit;
  permissions = permissionsOf(stacks);
});

describe('the Glue table of the sealed audit', () => {
  it('finds its partitions by the day, below the prefix of records', () => {
    prod.hasResourceProperties('AWS::Glue::Table', {
      TableInput: Match.objectLike({
        Name: 'sealed_audit',
        PartitionKeys: [{ Name: 'day', Type: 'string' }],
        Parameters: Match.objectLike({
          'projection.enabled': 'true',
          'projection.day.format': 'yyyy/MM/dd',
          'storage.location.template': {
            // biome-ignore lint/suspicious/noTemplateCurlyInString: Athena fills in the day
            'Fn::Join': ['', ['s3://', { Ref: Match.stringLikeRegexp('VaultBucket') }, '/audit/records/${day}/']],
          },
        }),
      }),
    });
  });

  it('has the columns of the record, with names in lower case', () => {
    const [table] = Object.values(prod.findResources('AWS::Glue::Table'));
    const columns = table?.Properties.TableInput.StorageDescriptor.Columns as { Name: string; Type: string }[];
    expect(columns.map(({ Name }) => Name)).toEqual(['index', 'previous', 'late', 'hash', 'event']);
    const event = columns.at(-1)?.Type ?? '';
    expect(event).toMatch(
      /^struct<callid:string,phase:string,.*policies:array<string>,.*responsebytes:bigint,nonce:string>$/,
    );
    expect(event).toBe(event.toLowerCase());
  });
});

describe('the Athena workgroup', () => {
  it('limits the bytes of a query, encrypts results, and lets no query override either', () => {
    prod.hasResourceProperties('AWS::Athena::WorkGroup', {
      WorkGroupConfiguration: Match.objectLike({
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 100_000_000_000,
        ResultConfiguration: Match.objectLike({
          EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: Match.anyValue() },
        }),
      }),
    });
  });

  it('has the saved queries', () => {
    const queries = Object.values(prod.findResources('AWS::Athena::NamedQuery')).map(({ Properties }) => Properties);
    expect(queries.map(({ Name, QueryString }) => [Name, QueryString]).sort()).toEqual(
      SEALED_QUERIES.map(({ name, sql }) => [name, sql]).sort(),
    );
  });

  it('keeps results for a week, in a bucket of their own', () => {
    prod.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 7, Status: 'Enabled' })] },
      Tags: Match.arrayWith([{ Key: 'manifold:bucket', Value: 'audit-results' }]),
    });
  });
});

describe('the role of analysts', () => {
  const statements = () => {
    const policies = Object.entries(prod.findResources('AWS::IAM::Policy')).filter(([id]) => id.includes('Analyst'));
    return policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  };

  it('is assumed with a second factor alone', () => {
    prod.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
      },
    });
  });

  it('deletes nothing, writes results alone, and reaches no table of the platform', () => {
    const actions: string[] = statements().flatMap(({ Action }: { Action: string | string[] }) => Action);
    expect(actions.filter((action) => /Delete|dynamodb:|kms:Sign|PutObjectRetention|\*$/.test(action)).sort()).toEqual([
      'kms:GenerateDataKey*',
      'kms:ReEncrypt*',
    ]);
    const writes = statements().filter(({ Action }: { Action: string[] }) => Action.includes('s3:PutObject'));
    expect(JSON.stringify(writes.map(({ Resource }: { Resource: unknown }) => Resource))).toContain('/results/*');
    expect(writes).toHaveLength(1);
  });

  it('is of no function', () => {
    expect(permissions.functions.filter((name) => name.includes('Analyst'))).toEqual([]);
  });
});
