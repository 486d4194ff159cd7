import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws/service.ts';
import type { Policy } from '../iam/policy.ts';
import type { Journal } from './journal.ts';
import type { Message } from './message.ts';

export type QueueSettings = {
  name: string;
  arn: string;
  visibilitySeconds: number;
  retentionSeconds: number;
  delaySeconds: number;
  waitSeconds: number;
  maxBytes: number;
  redrive?: { deadLetterArn: string; maxReceives: number };
  kmsKeyArn?: string;
  policy?: Policy;
};

/**
 * How a queue delivers: `orderly`, or as standard queues may do at any time (SQS Developer Guide, "At-least-once
 * delivery"): messages are delivered `twice`, or the newest first (`reversed`).
 */
export type Delivery = 'orderly' | 'twice' | 'reversed';

export type NewMessage = Pick<Message, 'body' | 'attributes' | 'systemAttributes' | 'senderId'> & {
  delaySeconds?: number;
};

/** A standard queue: visibility timeout, retention, redrive to a dead-letter queue; messages survive restarts. */
export class Queue {
  settings: QueueSettings;
  delivery: Delivery = 'orderly';
  private readonly journal: Journal;
  private readonly deadLetters: (arn: string) => Queue | undefined;
  /** By copy, in the order in which they came. */
  private readonly messages: Map<string, Message>;
  private readonly listeners = new Set<() => void>();
  private telling = false;

  constructor(parts: { settings: QueueSettings; journal: Journal; deadLetters(arn: string): Queue | undefined }) {
    this.settings = parts.settings;
    this.journal = parts.journal;
    this.deadLetters = parts.deadLetters;
    this.messages = new Map(parts.journal.load().map((message) => [message.copy, message]));
  }

  /** Adds a message. @returns its id. */
  send({ delaySeconds = this.settings.delaySeconds, ...message }: NewMessage): string {
    const messageId = randomUUID();
    const sentAt = Date.now();
    for (let copies = this.delivery === 'twice' ? 2 : 1; copies > 0; copies -= 1)
      this.add({
        ...message,
        copy: randomUUID(),
        messageId,
        sentAt,
        visibleAt: sentAt + delaySeconds * 1_000,
        receives: 0,
      });
    return messageId;
  }

  /** Delivers visible messages and hides them; one that was received too often is moved to the dead-letter queue instead. */
  receive({ max, visibilitySeconds = this.settings.visibilitySeconds }: { max: number; visibilitySeconds?: number }) {
    const now = Date.now();
    this.expire(now);
    const received: Message[] = [];
    const visible = this.list().filter(({ visibleAt }) => visibleAt <= now);
    if (this.delivery === 'reversed') visible.reverse();
    for (const message of visible) {
      if (received.length >= max) break;
      if (this.redrive(message)) continue;
      message.receives += 1;
      message.firstReceivedAt ??= now;
      message.visibleAt = now + visibilitySeconds * 1_000;
      message.receiptHandle = Buffer.from(`${message.copy} ${randomUUID()}`).toString('base64url');
      this.journal.put(message);
      received.push({ ...message });
    }
    return received;
  }

  /** Deletes by the handle of the last delivery; an older one changes nothing, as on AWS it may not. */
  delete(receiptHandle: string): void {
    const message = this.of(receiptHandle);
    if (message) this.remove(message);
  }

  /** @throws AwsError MessageNotInflight. */
  changeVisibility(receiptHandle: string, seconds: number): void {
    const message = this.of(receiptHandle);
    if (!message || message.visibleAt <= Date.now())
      throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
    message.visibleAt = Date.now() + seconds * 1_000;
    this.journal.put(message);
    if (seconds === 0) this.notify();
  }

  /** Makes every hidden message visible at once, so that no test waits for a visibility timeout. */
  release(): void {
    for (const message of this.list()) message.visibleAt = Math.min(message.visibleAt, Date.now());
    this.journal.rewrite(this.list());
    this.notify();
  }

  purge(): void {
    this.messages.clear();
    this.journal.rewrite([]);
    this.notify();
  }

  /** How many messages are visible, in flight, or wait for their first time. */
  counts(): { visible: number; inFlight: number; delayed: number } {
    const now = Date.now();
    this.expire(now);
    const hidden = this.list().filter(({ visibleAt }) => visibleAt > now);
    const inFlight = hidden.filter(({ receives }) => receives > 0).length;
    return { visible: this.messages.size - hidden.length, inFlight, delayed: hidden.length - inFlight };
  }

  /** When the next message becomes visible; undefined if no message is hidden. */
  nextVisibleAt(): number | undefined {
    const times = this.list().map(({ visibleAt }) => visibleAt);
    return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
  }

  /** Calls `listener` when messages came or went, or became visible early; the returned function ends it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private add(message: Message): void {
    // A message that cannot be stored is not accepted.
    this.journal.put(message);
    this.messages.set(message.copy, message);
    this.notify();
  }

  private remove(message: Message): void {
    this.journal.remove(message);
    this.messages.delete(message.copy);
    this.notify();
  }

  private redrive(message: Message): boolean {
    const { redrive, arn } = this.settings;
    if (!redrive || message.receives < redrive.maxReceives) return false;
    const target = this.deadLetters(redrive.deadLetterArn);
    if (!target) return false;
    const { receiptHandle: _, firstReceivedAt: __, ...rest } = message;
    target.add({ ...rest, visibleAt: Date.now(), receives: 0, deadLetterSource: arn });
    this.remove(message);
    return true;
  }

  private expire(now: number): void {
    const oldest = now - this.settings.retentionSeconds * 1_000;
    for (const message of this.list().filter(({ sentAt }) => sentAt < oldest)) this.remove(message);
  }

  private of(receiptHandle: string): Message | undefined {
    const [copy = ''] = Buffer.from(receiptHandle, 'base64url').toString().split(' ');
    const message = this.messages.get(copy);
    return message?.receiptHandle === receiptHandle ? message : undefined;
  }

  private list(): Message[] {
    return [...this.messages.values()];
  }

  /** Listeners receive messages and so change the queue, which is why they run after the current change. */
  private notify(): void {
    if (this.telling) return;
    this.telling = true;
    setImmediate(() => {
      this.telling = false;
      for (const listener of [...this.listeners]) listener();
    });
  }
}
