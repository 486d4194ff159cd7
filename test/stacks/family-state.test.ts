import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import vault from './fixtures/families/vault/family.ts';
import { type Permissions, permissionsOf } from './support/iam.ts';
import { build, LEDGER, synthesize } from './support/synthesize.ts';

const VAULT = vault.manifest;
const TABLE = 'AWS::DynamoDB::GlobalTable';

let templates: ReturnType<typeof synthesize>;
let permissions: Permissions;
beforeAll(() => {
  templates = synthesize({ manifests: [VAULT, LEDGER] });
  permissions = permissionsOf(templates);
});

const ownTable = {
  Replicas: [Match.objectLike({ Tags: Match.arrayWith([{ Key: 'manifold:table', Value: 'family-vault' }]) })],
};
const arnOfTable = () => permissions.arn(TABLE, 'Familyvault');
const arnOfKey = () => permissions.arn('AWS::KMS::Key', 'FamilyvaultKey');

describe('the table of a family', () => {
  it('has its indexes and is in the data stack', () => {
    templates.data.hasResourceProperties(TABLE, {
      ...ownTable,
      GlobalSecondaryIndexes: [
        Match.objectLike({
          IndexName: 'byStatus',
          KeySchema: [
            { AttributeName: 'byStatusPk', KeyType: 'HASH' },
            { AttributeName: 'byStatusSk', KeyType: 'RANGE' },
          ],
        }),
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    expect(Object.keys(templates.platform.findResources(TABLE))).toEqual([]);
  });

  it('is kept when its stack is deleted, in production, and so is the key of sealed fields', () => {
    const { data } = synthesize({ stage: 'prod', manifests: [VAULT] });
    data.hasResource(TABLE, { DeletionPolicy: 'Retain', Properties: Match.objectLike(ownTable) });
    data.allResources('AWS::KMS::Key', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  it('is the only table on which the family has no limit to its keys', async () => {
    const may = (who: string, on: string) => permissions.may({ who, action: 'dynamodb:PutItem', on });
    expect(await may('Familyvault', arnOfTable())).toBe(true);
    for (const other of ['Familyledger', 'Front', 'Admin', 'Tokens', 'Webhooks']) {
      expect([other, await may(other, arnOfTable())]).toEqual([other, false]);
    }
  });

  it('can be removed with its family, since no other stack refers to it strongly', () => {
    const outputs = templates.data.toJSON().Outputs ?? {};
    const exported = Object.entries(outputs).filter(
      ([name, output]) => name.includes('Familyvault') && 'Export' in Object(output),
    );
    expect(exported).toEqual([]);
  });
});

describe('the key of sealed fields', () => {
  // The simulator knows no `kms:EncryptionContext:` keys, so what is allowed is read from the policy itself.
  it('can be used by its family alone, on fields that the family sealed', () => {
    templates.platform.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('Familyvault'),
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Condition: { StringEquals: { 'kms:EncryptionContext:family': 'vault' } },
          }),
        ]),
      },
    });
  });

  it.each(['Familyvault', 'Familyledger', 'Front', 'Admin', 'Webhooks'])(
    'does not open for %s without saying for which family',
    async (who) => {
      expect(await permissions.may({ who, action: 'kms:Decrypt', on: arnOfKey() })).toBe(false);
    },
  );
});

describe('the files of a family', () => {
  const arnOfBucket = () => permissions.arn('AWS::S3::Bucket', 'Familyvault');

  it('are encrypted, closed to the public and deleted after the days that the manifest states', () => {
    templates.platform.hasResourceProperties('AWS::S3::Bucket', {
      Tags: Match.arrayWith([{ Key: 'manifold:bucket', Value: 'family-vault' }]),
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 7, Status: 'Enabled' })] },
      PublicAccessBlockConfiguration: Match.objectLike({ BlockPublicPolicy: true, RestrictPublicBuckets: true }),
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }) },
        ],
      },
    });
  });

  it('are read and written by the family alone, and no role may list or delete them', async () => {
    const may = (who: string, action: string) => permissions.may({ who, action, on: `${arnOfBucket()}/t/report.csv` });
    expect(await may('Familyvault', 's3:PutObject')).toBe(true);
    expect(await may('Familyvault', 's3:GetObject')).toBe(true);
    expect(await may('Familyvault', 's3:DeleteObject')).toBe(false);
    expect(await permissions.may({ who: 'Familyvault', action: 's3:ListBucket', on: arnOfBucket() })).toBe(false);
    for (const other of ['Familyledger', 'Front', 'Admin', 'Webhooks']) {
      expect([other, await may(other, 's3:GetObject')]).toEqual([other, false]);
    }
  });
});

describe('capabilities', () => {
  const on = (table: string, action: string, key: string) =>
    permissions.may({
      who: 'Familyvault',
      action: `dynamodb:${action}`,
      on: permissions.arn(TABLE, table),
      context: { 'dynamodb:LeadingKeys': [key] },
    });

  it.each([
    ['Identity', 'PutItem', 'platform#api-key#k1'],
    ['Identity', 'Query', 'acme#api-keys'],
    ['Registry', 'PutItem', 'platform#plans'],
    ['Registry', 'UpdateItem', 'platform#epoch'],
    ['Usage', 'Query', 'acme#usage#2026-11-21'],
    ['State', 'Query', 'acme#approvals'],
    ['State', 'UpdateItem', 'platform#cache-generation#event#changed'],
  ])('let into %s: %s of %s', async (table, action, key) => {
    expect(await on(table, action, key)).toBe(true);
  });

  it.each([
    ['Identity', 'GetItem', 'platform#api-key#k1'],
    ['Registry', 'PutItem', 'platform#catalogue'],
    ['Registry', 'PutItem', 'acme#policies'],
    ['Usage', 'UpdateItem', 'acme#usage#2026-11-21'],
    ['State', 'UpdateItem', 'acme#approvals'],
    ['State', 'GetItem', 'acme#claim#someone'],
    ['Audit', 'PutItem', 'acme#2026'],
  ])('do not let into %s: %s of %s', async (table, action, key) => {
    expect(await on(table, action, key)).toBe(false);
  });

  it('let a family ask for tokens, and not read the keys that sign them', async () => {
    const ask = {
      who: 'Familyvault',
      action: 'lambda:InvokeFunction',
      on: permissions.arn('AWS::Lambda::Function', 'Tokens'),
    };
    expect(await permissions.may(ask)).toBe(true);
    const read = {
      who: 'Familyvault',
      action: 'secretsmanager:GetSecretValue',
      on: permissions.arn('AWS::SecretsManager::Secret', 'TokensSigningKeys'),
    };
    expect(await permissions.may(read)).toBe(false);
  });
});

describe('webhooks', () => {
  it('need no credential, and their function has the route of every source', () => {
    templates.platform.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      AuthorizationType: 'NONE',
      ResourceId: { Ref: Match.stringLikeRegexp('webhooksfamilysource') },
    });
  });

  it('let their function read the signing keys of families with webhooks and no other secret', async () => {
    const read = (secret: string) =>
      permissions.may({
        who: 'Webhooks',
        action: 'secretsmanager:GetSecretValue',
        on: permissions.arn('AWS::SecretsManager::Secret', secret),
      });
    expect(await read('Signaturesvault')).toBe(true);
    for (const other of ['Familyvault', 'Familyledger', 'PlatformSecret', 'TokensSigningKeys']) {
      expect([other, await read(other)]).toEqual([other, false]);
    }
  });

  it('go to a queue with dead letters, and one failed message does not fail its batch', () => {
    templates.platform.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }),
    });
    templates.platform.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('have no function if no family receives any', () => {
    const { platform } = synthesize({ manifests: [LEDGER] });
    const queues = Object.keys(platform.findResources('AWS::SQS::Queue'));
    expect(queues.filter((id) => !id.includes('DeadLetters'))).toEqual([]);
    expect(JSON.stringify(platform.toJSON())).not.toContain('webhooks');
  });

  it.each([
    ['tenantIsolated', { tenantIsolated: true }],
    ['store', { store: undefined }],
    ['SIGNING_KEY', { signingSecrets: {} }],
    ['CLIENT_SECRET', { secrets: { CLIENT_ID: 'x' } }],
    ['VAULT_URL', { settings: {} }],
  ] as [string, Partial<FamilyManifest>][])('are refused where %s does not fit', (what, change) => {
    expect(() => build({ manifests: [{ ...VAULT, ...change }] })).toThrow(what);
  });
});

it('a schedule invokes the family with its name', () => {
  templates.platform.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 hour)',
    Targets: [Match.objectLike({ Input: JSON.stringify({ kind: 'schedule', name: 'sweep' }) })],
  });
});

it('cdk-nag finds only what is acknowledged', () => {
  const { app } = build({ manifests: [VAULT] });
  app.synth();
  const { pluginReports } = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  const report = pluginReports.find(({ pluginName }: { pluginName: string }) => pluginName === 'AwsSolutions');
  expect(report.violations).toEqual([]);
});
