import { byName } from '../by-name.ts';
import type { Delivery, Queue } from './queue.ts';
import type { Queues } from './queues.ts';

/** A queue as tests and operators control it. */
export type QueueControl = {
  name: string;
  url: string;
  counts(): ReturnType<Queue['counts']>;
  /** Sets how messages are delivered that are sent from now on. */
  deliver(how: Delivery): void;
  /** Makes messages in flight and delayed ones visible at once. */
  release(): void;
  purge(): void;
  /** Resolves when the queue is empty. */
  drained(): Promise<void>;
};

/** @param name of the queue, or a part that fits one alone. */
export function queueControl(queues: Queues, name: string): QueueControl {
  const queue = byName('queue', name, queues.all(), ({ settings }) => [settings.name]);
  return {
    name: queue.settings.name,
    url: queues.urlOf(queue.settings.name),
    counts: () => queue.counts(),
    deliver(how) {
      queue.delivery = how;
    },
    release: () => queue.release(),
    purge: () => queue.purge(),
    drained: () =>
      new Promise((resolve) => {
        const look = () => {
          if (queue.nextVisibleAt() !== undefined) return;
          unsubscribe();
          resolve();
        };
        const unsubscribe = queue.subscribe(look);
        look();
      }),
  };
}
