import { REGION } from '../account.ts';
import { type Message, type MessageAttribute, md5, systemAttributes } from '../sqs/message.ts';

/** The event that Lambda makes of messages (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
export function sqsEvent(queueArn: string, messages: readonly Message[]) {
  return {
    Records: messages.map((message) => ({
      messageId: message.messageId,
      receiptHandle: message.receiptHandle,
      body: message.body,
      attributes: systemAttributes(message),
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, attribute]) => [name, recordAttribute(attribute)]),
      ),
      md5OfBody: md5(message.body),
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: REGION,
    })),
  };
}

function recordAttribute({ DataType, StringValue, BinaryValue }: MessageAttribute) {
  return {
    stringValue: StringValue,
    binaryValue: BinaryValue,
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}

/**
 * Ids of the messages that a handler reports as failed (`ReportBatchItemFailures`). A malformed answer, or one
 * that names a message outside the batch, fails the whole batch, as with Lambda.
 */
export function failedItems(answer: string, messages: readonly Message[]): Set<string> {
  const all = new Set(messages.map(({ messageId }) => messageId));
  const failures = failuresIn(answer);
  if (failures === undefined) return all;
  const failed = new Set(failures.map((one) => (one as { itemIdentifier?: unknown } | null)?.itemIdentifier));
  const known = [...failed].filter((id) => typeof id === 'string' && all.has(id));
  return known.length === failed.size ? new Set(known.map(String)) : all;
}

/** The list, empty if the answer lacks it; undefined if it is not a list. */
function failuresIn(answer: string): unknown[] | undefined {
  let parsed: unknown;
  try {
    parsed = answer === '' ? null : JSON.parse(answer);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return [];
  const { batchItemFailures } = parsed as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return [];
  return Array.isArray(batchItemFailures) ? batchItemFailures : undefined;
}
