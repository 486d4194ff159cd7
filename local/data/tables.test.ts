import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lambda, role, table } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';
import { CALLER } from '../testing/sources.ts';

let test: TestCloud;
beforeEach(() => {
  test = new TestCloud();
});
afterEach(() => test.dispose());

const KEY = { pk: { S: 'a' }, sk: { S: 'b' } };

async function withClient<T>(use: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const client = new DynamoDBClient(test.clientOptions());
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

describe('a table', () => {
  it('keeps its items over a restart, and may be named by its ARN', async () => {
    await test.start({ resources: { Items: table('items') } });
    await withClient((client) =>
      client.send(new PutItemCommand({ TableName: 'items', Item: { ...KEY, n: { N: '1' } } })),
    );
    await test.stop();
    await test.start({ resources: { Items: table('items') } });
    const TableName = 'arn:aws:dynamodb:us-east-1:000000000000:table/items';
    const { Item } = await withClient((client) => client.send(new GetItemCommand({ TableName, Key: KEY })));
    expect(Item).toEqual({ ...KEY, n: { N: '1' } });
  });

  it('gets the indexes that a later assembly adds', async () => {
    await test.start({ resources: { Items: table('items') } });
    await test.stop();
    const index = {
      IndexName: 'by-sk',
      KeySchema: [{ AttributeName: 'sk', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    };
    await expect(
      test.start({ resources: { Items: table('items', { GlobalSecondaryIndexes: [index] }) } }),
    ).resolves.toMatchObject({ tables: { items: 'items' } });
  });

  it('is refused with advice if its keys changed', async () => {
    await test.start({ resources: { Items: table('items') } });
    await test.stop();
    const KeySchema = [
      { AttributeName: 'sk', KeyType: 'HASH' },
      { AttributeName: 'pk', KeyType: 'RANGE' },
    ];
    await expect(test.start({ resources: { Items: table('items', { KeySchema }) } })).rejects.toThrow(
      /table items of an earlier run has other keys .+ --reset/,
    );
  });

  it('needs the right to its customer managed key, as on AWS', async () => {
    const root = { 'Fn::Sub': 'arn:aws:iam::$' + '{AWS::AccountId}:root' };
    const KeyPolicy = { Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: root } }] };
    const arn = { 'Fn::GetAtt': ['Key', 'Arn'] };
    const read = { Action: 'dynamodb:GetItem', Resource: '*' };
    await test.start({
      code: { Without: CALLER, With: CALLER },
      resources: {
        Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy } },
        Items: table('items', { Replicas: [{ Region: 'us-east-1', SSESpecification: { KMSMasterKeyId: arn } }] }),
        WithoutRole: role(read),
        WithRole: role(read, { Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: arn }),
        Without: lambda('Without', CALLER, 'WithoutRole'),
        With: lambda('With', CALLER, 'WithRole'),
      },
    });
    const event = { service: 'dynamodb', target: 'DynamoDB_20120810.GetItem', body: { TableName: 'items', Key: KEY } };
    const refused = (await test.invoke('without', event)).payload;
    expect(refused).toMatchObject({ status: 400, body: expect.stringContaining('kms:Decrypt') });
    expect((await test.invoke('with', event)).payload).toEqual({ status: 200, body: '{}' });

    const kms = async (operation: string, body: object) => {
      const { payload } = await test.invoke('with', { service: 'kms', target: `TrentService.${operation}`, body });
      return JSON.parse(String(payload.body));
    };
    const keyId = JSON.parse(String(refused.body))
      .message.match(/key\/[\w-]+/)[0]
      .slice(4);
    const made = await kms('GenerateDataKey', { KeyId: keyId, EncryptionContext: { a: '1' } });
    const opened = await kms('Decrypt', { CiphertextBlob: made.CiphertextBlob, EncryptionContext: { a: '1' } });
    expect(opened.Plaintext).toBe(made.Plaintext);
    await expect(
      kms('Decrypt', { CiphertextBlob: made.CiphertextBlob, EncryptionContext: { a: '2' } }),
    ).resolves.toMatchObject({
      __type: 'InvalidCiphertextException',
    });
    await expect(kms('Encrypt', { KeyId: keyId, Plaintext: 'aGk=' })).resolves.toMatchObject({
      __type: 'AccessDeniedException',
    });
  });
});
