import type { ServerResponse } from 'node:http';
import type { Message } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';

type Wanted = {
  max: number;
  visibilitySeconds?: number;
  waitSeconds: number;
  /** Response of a caller who may hang up; messages stay in the queue then. */
  gone: ServerResponse;
};

/** Long polling: the first messages that become visible within the time, or none. */
export function awaitMessages(queue: Queue, { waitSeconds, gone, ...wanted }: Wanted): Promise<Message[]> {
  const until = Date.now() + waitSeconds * 1_000;
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const leave = () => {
      clearTimeout(timer);
      unsubscribe();
      gone.off('close', hungUp);
    };
    const end = (messages: Message[]) => {
      leave();
      resolve(messages);
    };
    const hungUp = () => end([]);
    const received = () => {
      try {
        return queue.receive(wanted);
      } catch (error) {
        leave();
        reject(error);
        return undefined;
      }
    };
    const look = () => {
      clearTimeout(timer);
      const messages = received();
      if (!messages) return;
      const left = until - Date.now();
      if (messages.length > 0 || left <= 0) {
        end(messages);
        return;
      }
      const soon = (queue.nextVisibleAt() ?? until) - Date.now();
      timer = setTimeout(look, Math.max(1, Math.min(left, soon)));
    };
    const unsubscribe = queue.subscribe(look);
    gone.on('close', hungUp);
    look();
  });
}
