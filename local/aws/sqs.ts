import type { Authoriser } from '../iam/authoriser.ts';
import type { Keys } from '../kms/keys.ts';
import { type Message, type MessageAttribute, md5, md5OfAttributes, systemAttributes } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import type { Queues } from '../sqs/queues.ts';
import { type AwsCall, AwsError, type AwsService, answerJson } from './service.ts';
import { awaitMessages } from './sqs-polling.ts';

type Input = {
  QueueUrl?: string;
  QueueName?: string;
  MessageBody?: string;
  DelaySeconds?: number;
  MessageAttributes?: Record<string, MessageAttribute>;
  MessageSystemAttributes?: Record<string, MessageAttribute>;
  MaxNumberOfMessages?: number;
  VisibilityTimeout?: number;
  WaitTimeSeconds?: number;
  AttributeNames?: string[];
  MessageSystemAttributeNames?: string[];
  MessageAttributeNames?: string[];
  ReceiptHandle?: string;
  Entries?: (Input & { Id?: string })[];
};
type Call = { call: AwsCall; input: Input; queue: Queue; queues: Queues };

const MOST_ENTRIES = 10;
const MOST_DELAY_SECONDS = 900;
const MOST_VISIBILITY_SECONDS = 43_200;
const MOST_WAIT_SECONDS = 20;

const OPERATIONS: Record<string, (call: Call) => unknown> = {
  SendMessage: ({ call, input, queue }) => send(call, queue, input),
  SendMessageBatch({ call, input, queue }) {
    const entries = batch(input);
    const bytes = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
    if (bytes > queue.settings.maxBytes)
      throw new AwsError('BatchRequestTooLong', 'The length of all the messages put together is more than the limit.');
    return each(entries, (entry) => send(call, queue, entry));
  },
  async ReceiveMessage({ call, input, queue }) {
    const max = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, [1, 10]);
    const wait = within('WaitTimeSeconds', input.WaitTimeSeconds ?? queue.settings.waitSeconds, [0, MOST_WAIT_SECONDS]);
    const visibility = input.VisibilityTimeout;
    const messages = await awaitMessages(queue, {
      max,
      waitSeconds: wait,
      gone: call.response,
      visibilitySeconds: visibility === undefined ? undefined : visibilityOf(visibility),
    });
    return messages.length === 0 ? {} : { Messages: messages.map((message) => described(message, input)) };
  },
  DeleteMessage({ input, queue }) {
    queue.delete(handleOf(input));
    return {};
  },
  DeleteMessageBatch: ({ input, queue }) =>
    each(batch(input), (entry) => {
      queue.delete(handleOf(entry));
      return undefined;
    }),
  ChangeMessageVisibility({ input, queue }) {
    queue.changeVisibility(handleOf(input), visibilityOf(input.VisibilityTimeout));
    return {};
  },
  ChangeMessageVisibilityBatch: ({ input, queue }) =>
    each(batch(input), (entry) => {
      queue.changeVisibility(handleOf(entry), visibilityOf(entry.VisibilityTimeout));
      return undefined;
    }),
  GetQueueUrl: ({ queue, queues }) => ({ QueueUrl: queues.urlOf(queue.settings.name) }),
  GetQueueAttributes({ input, queue }) {
    const all = attributesOf(queue);
    const wanted = input.AttributeNames ?? [];
    const chosen = Object.entries(all).filter(([name]) => wanted.includes('All') || wanted.includes(name));
    return { Attributes: Object.fromEntries(chosen) };
  },
  PurgeQueue({ queue }) {
    queue.purge();
    return {};
  },
};

/** SQS: standard queues in the JSON protocol. FIFO queues are not offered. */
export function sqsService(queues: Queues, authoriser: Authoriser, keys: Keys): AwsService {
  return {
    protocol: 'json-1.0',
    async handle(call) {
      const name = String(call.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      const operation = OPERATIONS[name];
      if (!operation) throw new AwsError('UnknownOperationException', `The local cloud does not offer sqs:${name}.`);
      const input: Input = JSON.parse(call.body.toString());
      const queue = queues.find(input.QueueUrl ?? input.QueueName ?? '');
      authorise(call, { name, queue, authoriser, keys });
      answerJson(call.response, await operation({ call, input, queue, queues }), 'application/x-amz-json-1.0');
    },
  };
}

/** Batches need the right of the single operation (SQS Developer Guide, "Amazon SQS API permissions"). */
function authorise(
  { identity }: AwsCall,
  { name, queue, authoriser, keys }: { name: string; queue: Queue; authoriser: Authoriser; keys: Keys },
): void {
  const { arn, policy, kmsKeyArn } = queue.settings;
  const action = `sqs:${name.replace(/Batch$/, '')}`;
  authoriser.check({ identity, action, resource: arn, resourcePolicy: policy });
  if (kmsKeyArn === undefined) return;
  const context = { via: 'sqs', encryptionContext: { 'aws:sqs:arn': arn } };
  const uses = { 'sqs:SendMessage': ['GenerateDataKey', 'Decrypt'], 'sqs:ReceiveMessage': ['Decrypt'] }[action] ?? [];
  for (const use of uses) keys.checkUse({ identity, keyArn: kmsKeyArn, action: `kms:${use}`, ...context });
}

function send({ identity }: AwsCall, queue: Queue, input: Input): Record<string, unknown> {
  const { MessageBody: body = '', MessageAttributes: attributes = {}, DelaySeconds } = input;
  if (body === '') throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (Buffer.byteLength(body) > queue.settings.maxBytes)
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.settings.maxBytes} bytes.`,
    );
  const systemAttributes = Object.fromEntries(
    Object.entries(input.MessageSystemAttributes ?? {}).map(([name, { StringValue = '' }]) => [name, StringValue]),
  );
  const MessageId = queue.send({
    body,
    attributes,
    systemAttributes,
    senderId: identity.arn,
    ...(DelaySeconds === undefined
      ? {}
      : { delaySeconds: within('DelaySeconds', DelaySeconds, [0, MOST_DELAY_SECONDS]) }),
  });
  return { MessageId, MD5OfMessageBody: md5(body), MD5OfMessageAttributes: md5OfAttributes(attributes) };
}

function described(message: Message, input: Input): Record<string, unknown> {
  const wanted = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])];
  const chosen = Object.entries(systemAttributes(message)).filter(
    ([name]) => wanted.includes('All') || wanted.includes(name),
  );
  const names = input.MessageAttributeNames ?? [];
  const matches = (name: string) =>
    names.some(
      (one) =>
        one === 'All' || one === '.*' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -1))),
    );
  const attributes = Object.fromEntries(Object.entries(message.attributes).filter(([name]) => matches(name)));
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(chosen.length > 0 ? { Attributes: Object.fromEntries(chosen) } : {}),
    ...(Object.keys(attributes).length > 0
      ? { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }
      : {}),
  };
}

function attributesOf(queue: Queue): Record<string, string> {
  const { arn, redrive, ...settings } = queue.settings;
  const { visible, inFlight, delayed } = queue.counts();
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(settings.visibilitySeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    DelaySeconds: String(settings.delaySeconds),
    ReceiveMessageWaitTimeSeconds: String(settings.waitSeconds),
    MaximumMessageSize: String(settings.maxBytes),
    ...(redrive
      ? {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: redrive.deadLetterArn,
            maxReceiveCount: redrive.maxReceives,
          }),
        }
      : {}),
  };
}

function batch({ Entries = [] }: Input): (Input & { Id?: string })[] {
  if (Entries.length === 0)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (Entries.length > MOST_ENTRIES)
    throw new AwsError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are ${MOST_ENTRIES}.`);
  if (new Set(Entries.map(({ Id }) => Id)).size < Entries.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  return Entries;
}

/** Each entry of a batch succeeds or fails by itself. */
function each(entries: (Input & { Id?: string })[], act: (entry: Input) => object | undefined) {
  const Successful: unknown[] = [];
  const Failed: unknown[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}

function handleOf({ ReceiptHandle }: Input): string {
  if (!ReceiptHandle) throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
  return ReceiptHandle;
}

function visibilityOf(seconds: number | undefined): number {
  return within('VisibilityTimeout', seconds ?? Number.NaN, [0, MOST_VISIBILITY_SECONDS]);
}

function within(name: string, value: number, [from, to]: readonly [number, number]): number {
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${from} and ${to}.`,
  );
}
