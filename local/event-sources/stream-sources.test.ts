import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { lambda, role } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';

/** Fails at the first attempt at each batch. */
const WATCHER = `
let failed = false;
export const handler = async ({ Records }) => {
  failed = !failed;
  if (failed) throw new Error('broken');
  for (const { eventName, dynamodb, eventSourceARN } of Records) {
    console.log('saw ' + eventName + ' of ' + dynamodb.Keys.pk.S + ' in ' + eventSourceARN.split('/')[1]);
  }
};`;
const READING = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
const StreamArn = { 'Fn::GetAtt': ['Table', 'StreamArn'] };

function assembly(actions: string[]) {
  return {
    code: { Watcher: WATCHER },
    resources: {
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'things',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
        },
      },
      Role: role({ Action: actions, Resource: StreamArn }),
      Watcher: lambda('Watcher', WATCHER, 'Role'),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: StreamArn,
          FunctionName: { Ref: 'Watcher' },
          StartingPosition: 'LATEST',
          MaximumRetryAttempts: 2,
          FilterCriteria: { Filters: [{ Pattern: '{"eventName":["MODIFY","REMOVE"]}' }] },
        },
      },
    },
  };
}

let test: TestCloud;
let client: DynamoDBClient | undefined;
beforeEach(() => {
  test = new TestCloud();
});
afterEach(async () => {
  client?.destroy();
  await test.dispose();
});

it('changes of a table reach the function of its stream in order, filtered, and again if a batch fails', async () => {
  const cloud = await test.start(assembly(READING));
  const lines: string[] = [];
  const isComplete = Promise.withResolvers<void>();
  cloud.logs.subscribe(({ text }) => {
    if (text.includes('saw ')) lines.push(text.slice(text.indexOf('saw ')));
    if (lines.length === 2) isComplete.resolve();
  });
  client = new DynamoDBClient(test.clientOptions());
  const put = (note: string) =>
    new PutItemCommand({ TableName: 'things', Item: { pk: { S: 'a' }, note: { S: note } } });
  await client.send(put('first'));
  await client.send(put('first'));
  await client.send(put('second'));
  await client.send(new DeleteItemCommand({ TableName: 'things', Key: { pk: { S: 'a' } } }));
  await isComplete.promise;
  expect(lines.map((line) => line.trim())).toEqual(['saw MODIFY of a in things', 'saw REMOVE of a in things']);
});

it('a stream is refused to a function that may not read it', async () => {
  await expect(test.start(assembly(['dynamodb:DescribeStream']))).rejects.toThrow(/cannot poll for .*GetRecords/);
});
