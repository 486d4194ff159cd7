/** Time limits of requests to AWS, by a clock that leaves out the time in which Lambda froze the instance. */

/** A timer that fires this much too late was held up together with the whole process. */
const HELD_UP = 1.25;

/**
 * Calls `late` after `ms` milliseconds, unless the returned function is called first. Lambda freezes an instance between
 * calls; when it wakes up, every timer has passed and the answers are still unread. So a timer that fires much too late
 * starts again.
 */
export function within(ms: number, late: () => void): () => void {
  let timer: NodeJS.Timeout;
  const begin = () => {
    const begun = performance.now();
    timer = setTimeout(() => (performance.now() - begun > ms * HELD_UP ? begin() : late()), ms);
  };
  begin();
  return () => clearTimeout(timer);
}

/** The error of a request that passed a limit, with the name and the code that the SDK gives it. */
export const timeOut = (ms: number, cause?: unknown): Error =>
  Object.assign(new Error(`AWS did not answer within ${ms} ms.`, { cause }), {
    name: 'TimeoutError',
    code: 'ETIMEDOUT',
  });
