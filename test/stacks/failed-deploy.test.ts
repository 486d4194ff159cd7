import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { loadManifests } from '../../lib/families.ts';
import { synthesize } from './support/synthesize.ts';

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/** Properties by which a template gives a resource a name that is unique in its account and region. */
const NAMES: Record<string, string> = {
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Cognito::UserPoolDomain': 'Domain',
  'AWS::ElastiCache::ServerlessCache': 'ServerlessCacheName',
  'AWS::ElastiCache::User': 'UserId',
  'AWS::ElastiCache::UserGroup': 'UserGroupId',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::Events::Rule': 'Name',
};

/** Types that a rolled-back creation leaves behind; docs/deployment.md says how to remove each. */
const LEFT_BEHIND = [
  'AWS::ApiGateway::Account',
  'AWS::Cognito::UserPool',
  'AWS::DynamoDB::GlobalTable',
  'AWS::IAM::Role',
  'AWS::Lambda::Version',
  'AWS::S3::Bucket',
];

let resources: Resource[];
beforeAll(async () => {
  const manifests = await loadManifests();
  const templates = synthesize({ stage: 'prod', manifests, environment: { MANIFOLD_CACHE: 'valkey' } });
  resources = Object.values(templates).flatMap((template: Template) => Object.values(template.toJSON().Resources));
});

const isNamed = ({ Type, Properties }: Resource) => Properties?.[NAMES[Type] ?? ''] !== undefined;

describe('a first production deploy that is rolled back', () => {
  it('removes everything that has a fixed name, so that the next deploy can create it', () => {
    const named = resources.filter(isNamed);
    expect(named.map(({ Type }) => Type)).toEqual(expect.arrayContaining(Object.keys(NAMES).slice(0, 7)));
    expect(named.filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toEqual([]);
  });

  it('leaves behind only what the guide to the deployment lists', () => {
    const left = resources.filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain');
    expect([...new Set(left.map(({ Type }) => Type))].sort()).toEqual(LEFT_BEHIND);
  });

  it('does not stop at a table or a user pool that is protected from deletion', () => {
    const isProtected = ({ Type, Properties }: Resource) =>
      Type === 'AWS::DynamoDB::GlobalTable' || Properties?.DeletionProtection === 'ACTIVE';
    const found = resources.filter(isProtected);
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(({ DeletionPolicy }) => DeletionPolicy !== 'Retain')).toEqual([]);
  });

  it('differs from a stack that is deleted later, which keeps its secrets and keys', () => {
    const kept = resources.filter(({ Type }) => ['AWS::SecretsManager::Secret', 'AWS::KMS::Key'].includes(Type));
    const policies = kept.map(({ DeletionPolicy, UpdateReplacePolicy }) => [DeletionPolicy, UpdateReplacePolicy]);
    expect(kept.length).toBeGreaterThan(8);
    expect(new Set(policies.map(String))).toEqual(new Set(['RetainExceptOnCreate,Retain', 'Delete,Delete']));
  });
});
