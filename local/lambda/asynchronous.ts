import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws/service.ts';
import type { Logs } from '../log.ts';
import { sentence } from '../start-error.ts';
import type { JsonFile } from '../state/json-file.ts';
import { type Buffered, buffered } from './buffered.ts';
import type { Functions, Invoke, Resolved } from './functions.ts';

/** Retries and maximum age of a function's asynchronous invocations (`AWS::Lambda::EventInvokeConfig`). */
export type AsyncPolicy = { retries: number; maxAgeSeconds: number };

export type AsyncTimes = {
  /** Pauses before the retries after a failure. AWS: one minute, then two. */
  failureMs: readonly number[];
  /** First and longest pause after a throttle; doubled in between. AWS: one second to five minutes. */
  throttleMs: readonly [first: number, longest: number];
};

const DEFAULT_POLICY: AsyncPolicy = { retries: 2, maxAgeSeconds: 21_600 };
/** Retries come sooner than on AWS, so that a person who watches sees them. */
const DEFAULT_TIMES: AsyncTimes = { failureMs: [1_000, 2_000], throttleMs: [1_000, 300_000] };

type Waiting = Invoke & { id: string; target: Resolved; since: number; failures: number; throttles: number };

/** An accepted invocation that is not done, as it is stored on disk. */
type Stored = { functionArn: string; payload: string; tenantId?: string; since: number };
export type AsyncState = Record<string, Stored>;

/**
 * Lambda's asynchronous invocations (Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous
 * invocation"): a failed one is retried twice, a throttled one until it is too old; then it is dropped, and a
 * line of the log says so. Invocations that are not done when the local cloud stops start again after the next start:
 * at least once, as on AWS.
 */
export class Asynchronous {
  private readonly functions: Pick<Functions, 'invoke' | 'resolve'>;
  private readonly logs: Logs;
  private readonly times: AsyncTimes;
  private readonly state: JsonFile<AsyncState>;
  /** Accepted invocations that are not done; the file may be older if the disk was full. */
  private readonly taken: AsyncState;
  private readonly policies = new Map<string, AsyncPolicy>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private stopped = false;

  constructor(parts: {
    functions: Pick<Functions, 'invoke' | 'resolve'>;
    logs: Logs;
    state: JsonFile<AsyncState>;
    times?: AsyncTimes;
  }) {
    this.functions = parts.functions;
    this.logs = parts.logs;
    this.state = parts.state;
    this.taken = { ...parts.state.get() };
    this.times = parts.times ?? DEFAULT_TIMES;
  }

  /** Sets the policy of a function; omitted fields keep their defaults. */
  configure(functionName: string, policy: Partial<AsyncPolicy>): void {
    const { retries = DEFAULT_POLICY.retries, maxAgeSeconds = DEFAULT_POLICY.maxAgeSeconds } = policy;
    this.policies.set(functionName, { retries, maxAgeSeconds });
  }

  /** @throws AwsError if the invocation cannot be stored; it is then not accepted. */
  submit(target: Resolved, invoke: Invoke): void {
    const id = randomUUID();
    const since = Date.now();
    const { payload, tenantId } = invoke;
    const stored = { functionArn: target.arn, payload: payload.toString(), since };
    this.taken[id] = { ...stored, tenantId };
    try {
      this.state.set({ ...this.taken });
    } catch (error) {
      delete this.taken[id];
      throw new AwsError('ServiceException', `The invocation cannot be kept: ${sentence(error)}`, 500);
    }
    void this.attempt({ ...invoke, id, target, since, failures: 0, throttles: 0 });
  }

  /** Starts the unfinished invocations of an earlier run again; those whose function is gone are dropped. */
  resume(): void {
    for (const [id, { functionArn, payload, since, tenantId }] of Object.entries(this.taken)) {
      try {
        const target = this.functions.resolve(functionArn);
        const invoke = { payload: Buffer.from(payload), tenantId };
        void this.attempt({ ...invoke, id, target, since, failures: 0, throttles: 0 });
      } catch (error) {
        this.forget(id);
        this.logs.write('cloud', 'lambda', `asynchronous invocation of ${functionArn} dropped: ${sentence(error)}`);
      }
    }
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private async attempt(waiting: Waiting): Promise<void> {
    const outcome = await this.invoke(waiting);
    if (this.stopped) return;
    if (outcome === 'done') {
      this.forget(waiting.id);
      return;
    }
    const { functionName } = waiting.target.configuration;
    const { retries, maxAgeSeconds } = this.policies.get(functionName) ?? DEFAULT_POLICY;
    if (outcome === 'throttled') {
      waiting.throttles += 1;
      const [first, longest] = this.times.throttleMs;
      this.later(waiting, Math.min(first * 2 ** (waiting.throttles - 1), longest), maxAgeSeconds);
      return;
    }
    waiting.failures += 1;
    if (waiting.failures > retries) this.drop(waiting, `failed ${waiting.failures} times: ${outcome}`);
    else this.later(waiting, this.times.failureMs[waiting.failures - 1] ?? 0, maxAgeSeconds);
  }

  private later(waiting: Waiting, delayMs: number, maxAgeSeconds: number): void {
    if (Date.now() + delayMs - waiting.since > maxAgeSeconds * 1_000) {
      this.drop(waiting, `was not taken within ${maxAgeSeconds} seconds`);
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.attempt(waiting);
    }, delayMs);
    timer.unref();
    this.timers.add(timer);
  }

  private forget(id: string): void {
    delete this.taken[id];
    try {
      this.state.set({ ...this.taken });
    } catch (error) {
      // The next successful write removes it; a restart before that runs it once more.
      this.logs.write(
        'cloud',
        'lambda',
        `a completed invocation could not be removed from the state: ${sentence(error)}`,
      );
    }
  }

  private drop({ id, target }: Waiting, reason: string): void {
    this.forget(id);
    const { functionName } = target.configuration;
    this.logs.write('cloud', functionName, `asynchronous invocation of ${functionName} dropped: it ${reason}`);
  }

  /** `done`, `throttled`, or the error's message. */
  private async invoke({ target, payload, tenantId }: Waiting): Promise<string> {
    try {
      const result: Buffered = await buffered(await this.functions.invoke(target, { payload, tenantId }));
      return result.failed ? messageOf(result.payload) : 'done';
    } catch (error) {
      return error instanceof AwsError && error.status === 429 ? 'throttled' : sentence(error);
    }
  }
}

function messageOf(payload: Buffer): string {
  try {
    const { errorType, errorMessage } = JSON.parse(payload.toString());
    return `${errorType}: ${errorMessage}`;
  } catch {
    return 'unknown error';
  }
}
