import type { Functions } from '../lambda/functions.ts';
import type { Logs } from '../log.ts';
import { type Mapping, Poller } from './poller.ts';
import { type StreamMapping, StreamPoller } from './stream-poller.ts';

/** The event source mappings of an assembly. */
export class EventSources {
  private readonly pollers: (Poller | StreamPoller)[] = [];
  private readonly functions: Functions;
  private readonly logs: Logs;

  constructor(functions: Functions, logs: Logs) {
    this.functions = functions;
    this.logs = logs;
  }

  define(mapping: Mapping): void {
    if (mapping.enabled) this.pollers.push(new Poller({ mapping, functions: this.functions, logs: this.logs }));
  }

  defineStream(mapping: StreamMapping): void {
    if (mapping.enabled) this.pollers.push(new StreamPoller({ mapping, functions: this.functions, logs: this.logs }));
  }

  start(): void {
    for (const poller of this.pollers) poller.start();
  }

  stop(): void {
    for (const poller of this.pollers) poller.stop();
  }

  /** Whether no function works on a batch now. */
  get areIdle(): boolean {
    return this.pollers.every(({ isIdle }) => isIdle);
  }
}
