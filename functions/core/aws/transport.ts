import { setTimeout as pause } from 'node:timers/promises';
import {
  type ClientConfig,
  endpointOf,
  isRetryStrategy,
  type RetryStrategy,
  type RetryToken,
} from './client-config.ts';
import { type AwsAnswer, LostConnection, openConnectionPool, type TimeLimits } from './connection-pool.ts';
import { correctClock, kindOf } from './failures.ts';
import { observeClock } from './shared-clock.ts';
import { type Sign, signer } from './sign.ts';

export interface Service {
  /** Name in endpoints and signatures: `dynamodb`, `lambda`. */
  readonly name: string;
  readonly limits: TimeLimits;
  /** The error for an answer whose status is not 2xx. */
  failure(answer: AwsAnswer): Error;
}

export interface ServiceRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Whether it may be executed twice: a read, or a write that recognises itself or has the same effect again. */
  readonly repeatable: boolean;
}

/** Sends a request, and retries it as the client's retry strategy allows. */
export type Transport = (request: ServiceRequest, signal?: AbortSignal) => Promise<AwsAnswer>;

/**
 * Sends requests for an AWS SDK client without the SDK's own layers (docs/decisions/0010). Region, endpoint, credentials,
 * number of attempts and the pauses between them come from the client.
 */
export function openTransport(config: ClientConfig, service: Service): Transport {
  const send = openConnectionPool(service.limits);
  let resolved: Promise<{ endpoint: URL; sign: Sign }> | undefined;
  const resolve = async () => {
    const region = await config.region();
    return {
      endpoint: await endpointOf(config, service.name, region),
      sign: signer({ service: service.name, region }),
    };
  };
  const place = () => {
    resolved ??= resolve();
    resolved.catch(() => {
      resolved = undefined;
    });
    return resolved;
  };

  const sendOnce = async ({ path, headers, body }: ServiceRequest, signal?: AbortSignal): Promise<AwsAnswer> => {
    const { endpoint, sign } = await place();
    const identity = await config.credentials();
    const signed = sign({ host: endpoint.host, path, headers, body }, identity, Date.now() + config.systemClockOffset);
    const complete = { ...signed, ...traceHeader(), 'content-length': String(Buffer.byteLength(body)) };
    const sent = Date.now();
    const answer = await send({ endpoint, path, headers: complete, body }, signal);
    observeClock(answer.headers.date, { sent, received: Date.now() });
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw correctClock(config, answer, service.failure(answer));
  };

  /** AWS may close a kept connection just as a request goes out on it: such a request is sent again at once. */
  const attempt = async (request: ServiceRequest, signal?: AbortSignal): Promise<AwsAnswer> => {
    try {
      return await sendOnce(request, signal);
    } catch (error) {
      if (!(error instanceof LostConnection)) throw error;
      if (!request.repeatable) throw Object.assign(error, { outcomeUnknown: true });
      return await sendOnce(request, signal);
    }
  };

  const retries = openRetries(config);
  return async (request, signal) => {
    try {
      const answer = await attempt(request, signal);
      retries.succeeded();
      return answer;
    } catch (error) {
      return retries.retry(error, () => attempt(request, signal));
    }
  };
}

/** Retries a failed request as the client's strategy allows; each success adds to the strategy's allowance. */
function openRetries(config: ClientConfig) {
  let used: { strategy: RetryStrategy; token: RetryToken } | undefined;
  return {
    /** Before the first failure the allowance is full, so there is nothing to add. */
    succeeded: () => used?.strategy.recordSuccess(used.token),
    /** @throws the last failure */
    async retry<Answer>(failure: unknown, again: () => Promise<Answer>): Promise<Answer> {
      const strategy = await config.retryStrategy();
      if (!isRetryStrategy(strategy)) throw failure;
      let token = await strategy.acquireInitialRetryToken('');
      used = { strategy, token };
      for (let last = failure; ; ) {
        const error = last;
        token = await strategy.refreshRetryTokenForRetry(token, { error, errorType: kindOf(error) }).catch(() => {
          throw error;
        });
        await pause(token.getRetryDelay());
        try {
          const answer = await again();
          strategy.recordSuccess(token);
          return answer;
        } catch (thrown) {
          last = thrown;
        }
      }
    },
  };
}

/**
 * Lambda recognises recursive invocations by the trace of the current one, and X-Ray joins their segments. The header is
 * added after signing, since AWS may rewrite it on the way.
 */
function traceHeader(): Record<string, string> {
  const trace = process.env._X_AMZN_TRACE_ID;
  return trace ? { 'x-amzn-trace-id': trace } : {};
}
