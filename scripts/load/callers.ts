import { randomUUID } from 'node:crypto';
import { control } from '../../test/integration/support/control.ts';
import { type Answer, answerOf, modern } from '../../test/integration/support/endpoint.ts';
import type { LoadTally } from './tally.ts';

/** Functions that chaos kills, one after the other. */
const KILLED = ['front', 'flaky', 'harness'];
/** Further tries of a write whose answer says that it may be retried. */
const MOST_TRIES = 200;

export interface LoadOrder {
  /** API key of the principal that calls. */
  readonly key: string;
  readonly callers: number;
  /** Asked before each call. */
  readonly goesOn: () => boolean;
  /** A function is killed after so many calls; absent: none is. */
  readonly killEvery?: number;
}

/** Calls tools from several callers at once, each of which waits for its answer before it calls again. */
export async function runCallers({ key, callers, goesOn, killEvery }: LoadOrder, tally: LoadTally): Promise<void> {
  let calls = 0;
  const caller = async () => {
    while (goesOn()) {
      calls += 1;
      const number = calls;
      if (killEvery !== undefined && number % killEvery === 0) await killNext(number / killEvery, tally);
      if (number % 5 === 0) await order(key, tally);
      else await request(key, tally, readOrCount(number));
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

async function killNext(turn: number, tally: LoadTally): Promise<void> {
  const name = KILLED[turn % KILLED.length] ?? '';
  await control(`/kills/${name}`);
  tally.killed(name);
}

/** Two reads of a provider, and a write without a key. */
function readOrCount(number: number): ToolCall {
  if (number % 5 === 1) return { name: 'count_calls', arguments: { counter: randomUUID() } };
  return { name: 'get_quote', arguments: { book: `book-${number % 50}` } };
}

/** A claimed write, retried under its key as long as its answer says so; afterwards the provider is asked for the orders. */
async function order(key: string, tally: LoadTally): Promise<void> {
  const book = randomUUID();
  const call = { name: 'order_findable_book', arguments: { book } };
  const meta = { 'manifold/idempotencyKey': randomUUID() };
  let succeeded = false;
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const answer = await request(key, tally, call, meta);
    const error = answer?.error?.data ?? answer?.result?._meta?.['manifold/error'];
    succeeded = answer !== undefined && error === undefined;
    if (answer && !error?.retryable) break;
  }
  const { orders } = (await control(`/unsteady/of/${book}`)) as { orders: number };
  tally.ordered({ orders, succeeded });
}

interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** One request; undefined if no answer of front came, as after front was killed. */
async function request(
  key: string,
  tally: LoadTally,
  call: ToolCall,
  meta: Record<string, unknown> = {},
): Promise<Answer | undefined> {
  const started = performance.now();
  try {
    const answer = await answerOf(modern('tools/call', { ...call }, { key, id: randomUUID(), meta }));
    const correlationId = correlationOf(answer);
    if (correlationId === undefined) tally.unanswered();
    else tally.answered({ correlationId, code: codeOf(answer), ms: performance.now() - started });
    return correlationId === undefined ? undefined : answer;
  } catch {
    tally.unanswered();
    return undefined;
  }
}

const correlationOf = ({ result, error }: Answer): string | undefined =>
  result?._meta?.['manifold/correlationId'] ??
  result?._meta?.['manifold/error']?.correlationId ??
  error?.data?.correlationId;

const codeOf = ({ result, error }: Answer): string =>
  result?._meta?.['manifold/error']?.code ?? error?.data?.code ?? (error ? String(error.code) : 'ok');
