import { byName } from '../by-name.ts';
import type { Delivery, Queue } from './queue.ts';
import type { Queues } from './queues.ts';

/** A queue in the hands of a test or of an operator. */
export type QueueControl = {
  name: string;
  url: string;
  counts(): ReturnType<Queue['counts']>;
  /** How it delivers from now on what is sent from now on. */
  deliver(how: Delivery): void;
  /** Makes visible at once what is in flight or delayed. */
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
