import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lambda, role } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';

/** Treats each message as its body says. */
const WORKER = `
export const handler = async ({ Records }) => {
  const batchItemFailures = [];
  for (const { body, messageId, attributes } of Records) {
    console.log('got ' + body + ' time ' + attributes.ApproximateReceiveCount);
    if (body === 'break') throw new Error('broken');
    if (body === 'fail' || (body === 'retry' && attributes.ApproximateReceiveCount === '1')) batchItemFailures.push({ itemIdentifier: messageId });
    if (body === 'stranger') batchItemFailures.push({ itemIdentifier: 'unknown' });
  }
  return { batchItemFailures };
};`;

const POLLING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
let test: TestCloud;
let sqs: SQSClient;

function assembly(actions: string[], mapping: Record<string, unknown> = {}) {
  return {
    code: { Worker: WORKER },
    resources: {
      Events: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: 'events',
          VisibilityTimeout: 60,
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
        },
      },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
      Role: role({ Action: actions, Resource: { 'Fn::GetAtt': ['Events', 'Arn'] } }),
      Worker: lambda('Worker', WORKER, 'Role'),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['Events', 'Arn'] },
          FunctionName: { Ref: 'Worker' },
          BatchSize: 10,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: 2 },
          ...mapping,
        },
      },
    },
  };
}

beforeEach(() => {
  test = new TestCloud();
});
afterEach(async () => {
  sqs?.destroy();
  await test.dispose();
});

async function start(mapping?: Record<string, unknown>): Promise<void> {
  await test.start(assembly(POLLING, mapping));
  sqs = new SQSClient(test.clientOptions());
}
const send = (MessageBody: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl: test.cloud.queue('events').url, MessageBody }));
/** The first line that has the text, also one that was written before. */
function line(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (test.cloud.logs.collected().some((one) => one.text.includes(text))) resolve();
    const end = test.cloud.logs.subscribe((one) => {
      if (!one.text.includes(text)) return;
      end();
      resolve();
    });
  });
}
const got = () =>
  test.cloud.logs
    .collected()
    .map(({ text }) => text)
    .filter((text) => text.startsWith('got '));

describe('an event source mapping', () => {
  it('hands messages to the function and deletes those that it processed', async () => {
    await start();
    await send('fine');
    await test.cloud.queue('events').drained();
    expect(got()).toEqual(['got fine time 1']);
  });

  it('leaves only those messages in the queue that the function reports as failed', async () => {
    await start({ BatchSize: 2, MaximumBatchingWindowInSeconds: 1 });
    const entries = ['fine', 'retry'].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: test.cloud.queue('events').url, Entries: entries }));
    await line('1 of 2 messages failed');
    expect(test.cloud.queue('events').counts().inFlight).toBe(1);
    test.cloud.queue('events').release();
    await test.cloud.queue('events').drained();
    expect(got()).toEqual(['got fine time 1', 'got retry time 1', 'got retry time 2']);
  });

  it.each([
    ['throws', 'break', 'a batch of 1 failed'],
    ['names a message that it did not get', 'stranger', '1 of 1 messages failed'],
  ])('takes all of a batch for failed whose function %s, and gives it up to the dead letters', async (_, body, log) => {
    await start();
    await send(body);
    await line(log);
    test.cloud.queue('events').release();
    await line(`got ${body} time 2`);
    await line(log);
    const dead = test.cloud.queue('dead');
    while (dead.counts().visible === 0) {
      test.cloud.queue('events').release();
      await new Promise((next) => setImmediate(next));
    }
    expect(dead.counts().visible).toBe(1);
    expect(test.cloud.queue('events').counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('delivers messages that were sent while the cloud was stopped', async () => {
    await start({ Enabled: false });
    await send('waiting');
    sqs.destroy();
    await test.stop();
    await start();
    await test.cloud.queue('events').drained();
    expect(got()).toEqual(['got waiting time 1']);
  });

  it('is refused if the function may not read the queue', async () => {
    await expect(test.start(assembly(['sqs:ReceiveMessage']))).rejects.toThrow(
      /The event source app\/Mapping cannot poll for worker: .*sqs:DeleteMessage/,
    );
  });

  it('is refused if the visibility timeout would hand a batch out twice', async () => {
    const made = assembly(POLLING);
    const worker = lambda('Worker', WORKER, 'Role', { Timeout: 61 });
    await expect(test.start({ ...made, resources: { ...made.resources, Worker: worker } })).rejects.toThrow(
      /visibility timeout of 60 seconds, shorter than the function's 61/,
    );
  });
});
