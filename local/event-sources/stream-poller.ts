import type { StreamRecord, TableStream } from '../data/table-stream.ts';
import { buffered } from '../lambda/buffered.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Logs } from '../log.ts';
import { sentence } from '../start-error.ts';
import type { Filter } from './filter.ts';

/** `AWS::Lambda::EventSourceMapping` of the stream of a table. */
export type StreamMapping = {
  id: string;
  stream: TableStream;
  functionArn: string;
  batchSize: number;
  retryAttempts: number;
  filter: Filter;
  enabled: boolean;
};

/** Lambda polls a stream four times a second; so many looks a second are enough here too. */
const LOOK_AFTER_MS = 250;
/** Pause after a batch or the database has failed. */
const FAULT_PAUSE_MS = 1_000;

/** Lambda's poller of one stream: batch by batch, in order. A batch that fails is tried again, then left out. */
export class StreamPoller {
  private readonly mapping: StreamMapping;
  private readonly functions: Functions;
  private readonly logs: Logs;
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;
  private isBehind = false;
  private unsubscribe: (() => void) | undefined;

  constructor(parts: { mapping: StreamMapping; functions: Functions; logs: Logs }) {
    this.mapping = parts.mapping;
    this.functions = parts.functions;
    this.logs = parts.logs;
  }

  start(): void {
    this.unsubscribe = this.mapping.stream.subscribe(() => this.wake(LOOK_AFTER_MS));
    this.wake(0);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.unsubscribe?.();
    this.unsubscribe = undefined;
  }

  /** Whether no batch is being processed. */
  get isIdle(): boolean {
    return !this.isLooking;
  }

  private wake(delayMs: number): void {
    if (this.isLooking) this.isBehind = true;
    if (this.isLooking || this.timer || !this.unsubscribe) return;
    this.timer = setTimeout(() => void this.look(), delayMs);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    this.timer = undefined;
    this.isLooking = true;
    this.isBehind = false;
    let pauseMs = LOOK_AFTER_MS;
    try {
      while (this.unsubscribe) {
        const { records, isEnd } = await this.mapping.stream.read();
        if (isEnd) break;
        await this.handOut(records.filter(this.mapping.filter));
      }
    } catch (error) {
      this.log(`the stream could not be read: ${sentence(error)}`);
      this.isBehind = true;
      pauseMs = FAULT_PAUSE_MS;
    }
    this.isLooking = false;
    if (this.isBehind) this.wake(pauseMs);
  }

  private async handOut(records: readonly StreamRecord[]): Promise<void> {
    const { batchSize, retryAttempts } = this.mapping;
    for (let start = 0; start < records.length; start += batchSize) {
      const batch = records.slice(start, start + batchSize);
      for (let attempt = 0; !(await this.handle(batch)); attempt += 1) {
        if (attempt >= retryAttempts || !this.unsubscribe) {
          this.log(`a batch of ${batch.length} records was given up`);
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, FAULT_PAUSE_MS).unref());
      }
    }
  }

  private async handle(Records: readonly StreamRecord[]): Promise<boolean> {
    const payload = Buffer.from(JSON.stringify({ Records }));
    try {
      const target = this.functions.resolve(this.mapping.functionArn);
      const answer = await buffered(await this.functions.invoke(target, { payload }));
      if (answer.failed) this.log(`a batch of ${Records.length} failed: ${answer.payload}`);
      return !answer.failed;
    } catch (error) {
      this.log(`a batch of ${Records.length} was not taken: ${sentence(error)}`);
      return false;
    }
  }

  private log(text: string): void {
    this.logs.write('cloud', this.mapping.stream.arn, text);
  }
}
