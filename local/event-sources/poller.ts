import { buffered } from '../lambda/buffered.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Logs } from '../log.ts';
import type { Message } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import { sentence } from '../start-error.ts';
import { failedItems, sqsEvent } from './sqs-event.ts';

/** `AWS::Lambda::EventSourceMapping` of a queue. */
export type Mapping = {
  id: string;
  queue: Queue;
  functionArn: string;
  batchSize: number;
  windowSeconds: number;
  reportsItemFailures: boolean;
  maxConcurrency: number;
  enabled: boolean;
};

/** Most messages per ReceiveMessage; larger batches need several. */
const MOST_RECEIVED = 10;
/** Pause after a throttled invocation. */
const THROTTLE_PAUSE_MS = 200;
/** Pause after a queue failed. */
const FAULT_PAUSE_MS = 1_000;

/**
 * Lambda's poller of one queue. Messages that a batch does not complete stay in the queue and are delivered again after
 * the visibility timeout, until the redrive policy moves them to the dead-letter queue.
 */
export class Poller {
  private readonly mapping: Mapping;
  private readonly functions: Functions;
  private readonly logs: Logs;
  private running = 0;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor(parts: { mapping: Mapping; functions: Functions; logs: Logs }) {
    this.mapping = parts.mapping;
    this.functions = parts.functions;
    this.logs = parts.logs;
  }

  start(): void {
    this.unsubscribe = this.mapping.queue.subscribe(() => this.look());
    this.look();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.unsubscribe?.();
    this.unsubscribe = undefined;
  }

  /** Whether no batch is being processed. */
  get isIdle(): boolean {
    return this.running === 0;
  }

  /** Processes the messages that are visible. A queue whose changes cannot be stored, as on a full disk, is tried later. */
  private look(): void {
    clearTimeout(this.timer);
    if (!this.unsubscribe) return;
    try {
      this.handOut();
    } catch (error) {
      this.log(`the queue could not be read: ${sentence(error)}`);
      this.wake(FAULT_PAUSE_MS);
    }
  }

  private handOut(): void {
    const { queue, maxConcurrency } = this.mapping;
    while (this.running < maxConcurrency) {
      const wait = this.gatheringMs();
      if (wait > 0) {
        this.wake(wait);
        return;
      }
      const messages = this.receive();
      if (messages.length === 0) break;
      this.running += 1;
      void this.handle(messages).finally(() => {
        this.running -= 1;
        setImmediate(() => this.look());
      });
    }
    const next = queue.nextVisibleAt();
    if (next !== undefined && next > Date.now()) this.wake(next - Date.now());
  }

  private wake(delayMs: number): void {
    this.timer = setTimeout(() => this.look(), Math.max(delayMs, 1));
    this.timer.unref();
  }

  /** Milliseconds that the batching window still waits to fill a batch. */
  private gatheringMs(): number {
    const { queue, batchSize, windowSeconds } = this.mapping;
    const { visible } = queue.counts();
    if (windowSeconds === 0 || visible === 0 || visible >= batchSize) return 0;
    const oldest = queue.nextVisibleAt() ?? Date.now();
    return oldest + windowSeconds * 1_000 - Date.now();
  }

  private receive(): Message[] {
    const { queue, batchSize } = this.mapping;
    const messages: Message[] = [];
    while (messages.length < batchSize) {
      const more = queue.receive({ max: Math.min(batchSize - messages.length, MOST_RECEIVED) });
      if (more.length === 0) break;
      for (const message of more) messages.push(message);
    }
    return messages;
  }

  private async handle(messages: Message[]): Promise<void> {
    const { queue, functionArn, reportsItemFailures } = this.mapping;
    const payload = Buffer.from(JSON.stringify(sqsEvent(queue.settings.arn, messages)));
    try {
      const answer = await buffered(await this.functions.invoke(this.functions.resolve(functionArn), { payload }));
      if (answer.failed) {
        this.log(`a batch of ${messages.length} failed: ${answer.payload}`);
        return;
      }
      const failed = reportsItemFailures ? failedItems(answer.payload.toString(), messages) : new Set<string>();
      if (failed.size > 0) this.log(`${failed.size} of ${messages.length} messages failed`);
      for (const { messageId, receiptHandle } of messages)
        if (receiptHandle && !failed.has(messageId)) queue.delete(receiptHandle);
    } catch (error) {
      this.log(`a batch of ${messages.length} was not taken: ${sentence(error)}`);
      await new Promise((resolve) => setTimeout(resolve, THROTTLE_PAUSE_MS).unref());
    }
  }

  private log(text: string): void {
    this.logs.write('cloud', this.mapping.queue.settings.name, text);
  }
}
