import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Resource } from '../assembly/template.ts';
import { table } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';

/** A resource that cannot be created, because it comes last and names a queue that does not exist. */
const BROKEN: Resource = {
  Type: 'AWS::SQS::QueuePolicy',
  Properties: { Queues: ['no-such-queue'], PolicyDocument: { Statement: [] } },
  DependsOn: ['Secret', 'Items'],
};
const FAILS = /The specified queue does not exist\. Stack app was rolled back\./;

const secret = (DeletionPolicy: string | undefined, name: string | undefined = 'fixed/name'): Resource => ({
  Type: 'AWS::SecretsManager::Secret',
  Properties: { Name: name, GenerateSecretString: {} },
  DeletionPolicy,
});
const items = (DeletionPolicy?: string, DeletionProtectionEnabled = false): Resource => {
  const { Properties, ...resource } = table('items');
  const Replicas = [{ Region: 'us-east-1', DeletionProtectionEnabled }];
  return { ...resource, Properties: { ...Properties, Replicas }, DeletionPolicy };
};

let test: TestCloud;
beforeEach(() => {
  test = new TestCloud();
});
afterEach(() => test.dispose());

const deploy = (Secret: Resource, Items: Resource, more: Record<string, Resource> = {}) =>
  test.start({ resources: { Secret, Items, ...more } });
const deployBroken = (Secret: Resource, Items: Resource) => deploy(Secret, Items, { Broken: BROKEN });

async function secretValue(): Promise<string | undefined> {
  const client = new SecretsManagerClient(test.clientOptions());
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: 'fixed/name' }));
  client.destroy();
  return SecretString;
}

const KEY = { pk: { S: 'a' }, sk: { S: 'b' } };
async function withTable<T>(work: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const client = new DynamoDBClient(test.clientOptions());
  return work(client).finally(() => client.destroy());
}
const hasItem = async () =>
  (await withTable((client) => client.send(new GetItemCommand({ TableName: 'items', Key: KEY })))).Item !== undefined;

describe('a failed first deployment', () => {
  it.each([undefined, 'Delete', 'RetainExceptOnCreate'])(
    'with the policy %s leaves no fixed name behind, so that the next one succeeds',
    async (policy) => {
      await expect(deployBroken(secret(policy), items(policy))).rejects.toThrow(FAILS);
      await expect(deploy(secret(policy), items(policy))).resolves.toBeDefined();
    },
  );

  it('with the policy Retain blocks the next one by its fixed name', async () => {
    await expect(deployBroken(secret('Retain'), items())).rejects.toThrow(/Retained by policy: app\/Secret\./);
    await expect(deploy(secret('Retain'), items())).rejects.toThrow(
      /app\/Secret cannot be created: AWS::SecretsManager::Secret fixed\/name already exists, left by an earlier/,
    );
  });

  it('cannot delete a table under deletion protection, and neither can the next one', async () => {
    await expect(deployBroken(secret('Delete'), items('Delete', true))).rejects.toThrow(
      /Not deleted: app\/Items \(it has deletion protection\)\./,
    );
    await expect(deploy(secret('Delete'), items('Delete', true))).rejects.toThrow(
      /Stack app is in the state ROLLBACK_FAILED and cannot be deleted: app\/Items/,
    );
  });
});

describe('a failed update', () => {
  it('deletes the resources that it created and keeps the others as they are', async () => {
    await deploy(secret('Retain'), items());
    const before = await secretValue();
    await withTable((client) => client.send(new PutItemCommand({ TableName: 'items', Item: KEY })));
    await test.stop();
    const second = { ...secret('RetainExceptOnCreate', 'second/name') };
    const broken = { ...BROKEN, DependsOn: ['Secret', 'Items', 'Second'] };
    await expect(deploy(secret('Retain'), items(), { Second: second, Broken: broken })).rejects.toThrow(FAILS);
    await deploy(secret('Retain'), items(), { Second: second });
    expect(await secretValue()).toBe(before);
    expect(await hasItem()).toBe(true);
  });
});

describe('a resource that leaves the template', () => {
  it('is deleted by the policy Delete', async () => {
    await deploy(secret('Delete'), items());
    const before = await secretValue();
    await test.stop();
    await test.start({ resources: { Items: items() } });
    await test.stop();
    await deploy(secret('Delete'), items());
    expect(await secretValue()).not.toBe(before);
  });

  it.each(['Retain', 'RetainExceptOnCreate'])('stays in the account by the policy %s', async (policy) => {
    await deploy(secret(policy), items());
    await test.stop();
    await test.start({ resources: { Items: items() } });
    const logged = test.cloud.logs.collected().map(({ text }) => text);
    expect(logged).toContain('The deployment leaves resources in the account: Retained by policy: app/Secret.');
    await test.stop();
    await expect(deploy(secret(policy), items())).rejects.toThrow(/fixed\/name already exists/);
  });

  it('stays in the account if it is a bucket with objects', async () => {
    const Bucket: Resource = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'kept-bucket' } };
    await test.start({ resources: { Bucket } });
    const client = new S3Client(test.clientOptions());
    await client.send(new PutObjectCommand({ Bucket: 'kept-bucket', Key: 'a', Body: 'x' }));
    client.destroy();
    await test.stop();
    await test.start({ resources: { Items: items() } });
    await test.stop();
    await expect(test.start({ resources: { Bucket } })).rejects.toThrow(/kept-bucket already exists/);
  });
});

it('refuses a fixed name that another resource has', async () => {
  await expect(deploy(secret('Delete'), items(), { Twin: secret('Delete') })).rejects.toThrow(
    /cannot be created: AWS::SecretsManager::Secret fixed\/name already exists, made by app\//,
  );
});
