import { createHash } from 'node:crypto';

export type MessageAttribute = { DataType: string; StringValue?: string /** Base64. */; BinaryValue?: string };

/** A message in a queue. Times are milliseconds. */
export type Message = {
  /** Id of this copy; a message that is delivered twice has two copies with one message id. */
  copy: string;
  messageId: string;
  body: string;
  attributes: Record<string, MessageAttribute>;
  /** System attributes, such as AWSTraceHeader. */
  systemAttributes: Record<string, string>;
  senderId: string;
  sentAt: number;
  visibleAt: number;
  receives: number;
  firstReceivedAt?: number;
  /** Handle of the last delivery; the only one that still works. */
  receiptHandle?: string;
  /** ARN of the source queue, if this is a dead letter. */
  deadLetterSource?: string;
};

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** MD5 of message attributes (SQS Developer Guide, "Calculating the MD5 message digest for message attributes"). */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Buffer.from([BinaryValue === undefined ? 1 : 2]));
    add(BinaryValue === undefined ? Buffer.from(StringValue ?? '') : Buffer.from(BinaryValue, 'base64'));
  }
  return hash.digest('hex');
}

/** The attributes that SQS itself keeps of a message. */
export function systemAttributes(message: Message): Record<string, string> {
  return {
    ...message.systemAttributes,
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(message.deadLetterSource ? { DeadLetterQueueSourceArn: message.deadLetterSource } : {}),
  };
}
