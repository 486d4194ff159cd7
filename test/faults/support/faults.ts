import type { FaultOrder } from '../../cloud/fault-routes.ts';
import type { Behaviour } from '../../cloud/unsteady-provider.ts';
import { control } from '../../integration/support/control.ts';
import { callTool } from '../../integration/support/endpoint.ts';

/**
 * Does work while calls to AWS fail as ordered; calls succeed again when the work ends or throws.
 *
 * @returns the result of the work, and how many calls failed
 */
export async function during<T>(order: FaultOrder, work: () => Promise<T>): Promise<{ result: T; struck: number }> {
  const { id } = (await control('/faults', order)) as { id: string };
  let ended: Promise<{ struck: number }> | undefined;
  const end = () => {
    ended ??= control(`/faults/${id}/end`) as Promise<{ struck: number }>;
    return ended;
  };
  try {
    const result = await work();
    return { result, struck: (await end()).struck };
  } finally {
    await end();
  }
}

/** Error of DynamoDB while it throttles a table. */
export const THROTTLED = { code: 'ProvisionedThroughputExceededException', message: 'Too many requests.' };

/**
 * Starts as many processes as that many simultaneous callers need. On a busy machine some calls fail during a cold start,
 * which is not the failure that a test is about.
 */
export async function warmUp(callers: number): Promise<void> {
  await Promise.allSettled(Array.from({ length: callers }, () => callTool('get_quote', { book: 'warm' })));
}

/** Kills the processes of a function. */
export const kill = (name: string) => control(`/kills/${name}`);

/** Does work while the clock of a function is off by a number of seconds. */
export async function withClock<T>(name: string, seconds: number, work: () => Promise<T>): Promise<T> {
  await setClock(name, seconds);
  await kill(name);
  try {
    return await work();
  } finally {
    await setClock(name, 0);
    await kill(name);
  }
}

/** Sets the clock of the processes of a function that start from now on. */
export const setClock = (name: string, seconds: number) => control(`/clocks/${name}/${seconds}`);

/** Sets what the unsteady provider does with the next requests for a book, one after the other. */
export const plan = (book: string, ...behaviours: Behaviour[]) => control(`/unsteady/plan/${book}`, { behaviours });

/** Requests and orders for a book that the unsteady provider received. */
export const seen = (book: string) => control(`/unsteady/of/${book}`) as Promise<{ requests: number; orders: number }>;
