import { beforeAll, describe, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { synthesize } from './support/synthesize.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';
const NAMES = ['registry', 'identity', 'usage', 'audit', 'state'];

let dev: Template;
let prod: Template;
beforeAll(() => {
  dev = synthesize().data;
  prod = synthesize({ stage: 'prod' }).data;
});

const replica = (properties: Record<string, unknown>) => ({ Replicas: [Match.objectLike(properties)] });

describe.each(NAMES)('the table %s', (name) => {
  const tagged = { Tags: Match.arrayWith([{ Key: 'manifold:table', Value: name }]) };

  it('exists once', () => {
    dev.resourcePropertiesCountIs(TABLE, replica(tagged), 1);
  });
});

describe('every table', () => {
  it('has a partition key, a sort key, items that expire and no provisioned capacity', () => {
    dev.allResourcesProperties(TABLE, {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('has point-in-time recovery', () => {
    dev.allResourcesProperties(
      TABLE,
      replica({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
    );
  });

  it('is encrypted under the platform’s own key', () => {
    const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] };
    dev.allResourcesProperties(TABLE, {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      ...replica({ SSESpecification: { KMSMasterKeyId: key } }),
    });
  });

  it('is protected from deletion and kept when its stack is deleted, in production', () => {
    prod.allResources(TABLE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    prod.allResourcesProperties(TABLE, replica({ DeletionProtectionEnabled: true }));
  });

  it('is deleted with its stack in development', () => {
    dev.allResources(TABLE, { DeletionPolicy: 'Delete' });
  });
});

describe('the key', () => {
  it('is rotated', () => {
    dev.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  it('is kept when its stack is deleted, in production', () => {
    prod.hasResource('AWS::KMS::Key', { DeletionPolicy: 'RetainExceptOnCreate' });
  });
});

it('the data stack is in the region of the settings', () => {
  const { data } = synthesize({ environment: { MANIFOLD_REGION: 'eu-central-1' } });
  data.allResourcesProperties(TABLE, replica({ Region: 'eu-central-1' }));
});
