import type { FaultOrder } from '../../cloud/trouble.ts';
import type { Behaviour } from '../../cloud/unsteady-provider.ts';
import { control } from '../../integration/support/control.ts';
import { callTool } from '../../integration/support/endpoint.ts';

/**
 * Does work while calls to AWS fail as ordered. The fault is taken back however the work ends.
 * @returns what the work came to, and how often the fault struck
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

/** What DynamoDB says while a table has more requests than it takes. */
export const THROTTLED = { code: 'ProvisionedThroughputExceededException', message: 'Too many requests.' };

/**
 * Has as many processes started as so many callers at once need. On a machine that is busy some calls of a cold start fail;
 * that is another matter than the fault that a test is about.
 */
export async function warmUp(callers: number): Promise<void> {
  await Promise.allSettled(Array.from({ length: callers }, () => callTool('get_quote', { book: 'warm' })));
}

/** Kills the processes of a function. */
export const kill = (name: string) => control(`/kills/${name}`);

/** Does work while the clock of a function is off by so many seconds. */
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

/** What the next requests for a book meet at the unsteady provider. */
export const plan = (book: string, ...behaviours: Behaviour[]) => control(`/unsteady/plan/${book}`, { behaviours });

/** What the unsteady provider has seen of a book. */
export const seen = (book: string) => control(`/unsteady/of/${book}`) as Promise<{ requests: number; orders: number }>;
