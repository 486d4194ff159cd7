import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { lambda, role } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';
import { LENDER } from '../testing/sources.ts';

const queue = (QueueName: string, properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName, ...properties },
});
const ASSEMBLY = {
  code: { Sender: LENDER },
  resources: {
    Work: queue('work', {
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
      SqsManagedSseEnabled: true,
    }),
    Dead: queue('dead', { MessageRetentionPeriod: 1_209_600 }),
    Small: queue('small', { MaximumMessageSize: 1024 }),
    SmallPolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Small' }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sqs:SendMessage',
              Resource: { 'Fn::GetAtt': ['Small', 'Arn'] },
              Principal: { AWS: { 'Fn::GetAtt': ['SenderRole', 'Arn'] } },
            },
          ],
        },
      },
    },
    SenderRole: role({ Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Work', 'Arn'] } }),
    Sender: lambda('Sender', LENDER, 'SenderRole'),
  },
};

const test = new TestCloud();
let sqs: SQSClient;
let url: string;

beforeAll(async () => {
  await test.start(ASSEMBLY);
  sqs = new SQSClient(test.clientOptions());
  url = test.cloud.queue('work').url;
});
beforeEach(() => {
  for (const name of ['work', 'dead', 'small']) {
    test.cloud.queue(name).purge();
    test.cloud.queue(name).deliver('orderly');
  }
});
afterAll(async () => {
  sqs.destroy();
  await test.dispose();
});

const send = (MessageBody: string, more = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody, ...more }));
async function receive(more: Record<string, unknown> = {}): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
      ...more,
    }),
  );
  return Messages;
}

describe('a queue', () => {
  it('delivers a message with its attributes, and hides it during its visibility timeout', async () => {
    const sent = await send('hello', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'note' } } });
    const [message] = await receive();
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'hello',
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
      MessageAttributes: { kind: { StringValue: 'note' } },
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    });
    expect(await receive()).toEqual([]);
    expect(test.cloud.queue('work').counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    expect(test.cloud.queue('work').counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('delivers a message again until it is deleted with its last receipt handle', async () => {
    await send('again');
    const [first] = await receive();
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 }),
    );
    const [second] = await receive();
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }));
    expect(test.cloud.queue('work').counts().inFlight).toBe(1);
  });

  it('moves a message that was received too often to the dead-letter queue', async () => {
    await send('poison');
    for (let times = 0; times < 2; times += 1) {
      expect(await receive()).toHaveLength(1);
      test.cloud.queue('work').release();
    }
    expect(await receive()).toEqual([]);
    const [dead] = await receive({ QueueUrl: test.cloud.queue('dead').url });
    expect(dead).toMatchObject({
      Body: 'poison',
      Attributes: { DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:work' },
    });
  });

  it('answers a long poll as soon as a message comes', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await send('late');
    expect((await waiting).map(({ Body }) => Body)).toEqual(['late']);
  });

  it('sends and deletes in batches, each entry on its own', async () => {
    const { Successful, Failed } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'a', MessageBody: 'one' },
          { Id: 'b', MessageBody: 'two', DelaySeconds: 9_000 },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(['a']);
    expect(Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameterValue', SenderFault: true }]);
    const messages = await receive();
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
    expect(test.cloud.queue('work').counts().inFlight).toBe(0);
  });

  it('is found and described by its name, and can be purged', async () => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }));
    expect(QueueUrl).toBe(url);
    await send('x');
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '1', VisibilityTimeout: '60' });
    await sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
    expect(await receive()).toEqual([]);
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });

  it('refuses a message that is too long', async () => {
    const long = send('x'.repeat(1_025), { QueueUrl: test.cloud.queue('small').url });
    await expect(long).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('delivers twice or out of order if a test asks for it', async () => {
    test.cloud.queue('work').deliver('twice');
    const { MessageId } = await send('doubled');
    expect((await receive()).map((message) => message.MessageId)).toEqual([MessageId, MessageId]);
    test.cloud.queue('work').purge();
    test.cloud.queue('work').deliver('reversed');
    for (const body of ['1', '2', '3']) await send(body);
    expect((await receive()).map(({ Body }) => Body)).toEqual(['3', '2', '1']);
  });

  it('is open to callers if their role or the policy of the queue allows them', async () => {
    const sender = new SQSClient(await test.clientOptionsOf('sender'));
    await sender.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }));
    await sender.send(new SendMessageCommand({ QueueUrl: test.cloud.queue('small').url, MessageBody: 'x' }));
    await expect(sender.send(new ReceiveMessageCommand({ QueueUrl: url }))).rejects.toThrow(
      'is not authorized to perform: sqs:ReceiveMessage on resource: arn:aws:sqs:us-east-1:000000000000:work',
    );
    sender.destroy();
  });

  it('keeps its messages and their receive counts over a restart', async () => {
    await send('kept');
    await receive();
    sqs.destroy();
    await test.stop();
    await test.start(ASSEMBLY);
    sqs = new SQSClient(test.clientOptions());
    url = test.cloud.queue('work').url;
    expect(test.cloud.queue('work').counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    test.cloud.queue('work').release();
    const [message] = await receive();
    expect(message).toMatchObject({ Body: 'kept', Attributes: { ApproximateReceiveCount: '2' } });
  });
});
