import { setTimeout as pause } from 'node:timers/promises';
import {
  type ClientConfig,
  endpointOf,
  isRetryStrategy,
  type RetryStrategy,
  type RetryToken,
} from './client-config.ts';
import { type AwsAnswer, openExchange, type Patience } from './exchange.ts';
import { correctClock, kindOf } from './failures.ts';
import { observeClock } from './shared-clock.ts';
import { type Sign, signer } from './sign.ts';

/** What a service is called, and how long it is waited for. */
export interface Service {
  /** As endpoints and signatures name it: `dynamodb`, `lambda`. */
  readonly name: string;
  readonly patience: Patience;
  /** The error of an answer that is not of the 200s. */
  failure(answer: AwsAnswer): Error;
}

export interface ServiceRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Sends a request as often as the client's retry strategy lets it. */
export type Transport = (request: ServiceRequest, signal?: AbortSignal) => Promise<AwsAnswer>;

/**
 * Carries requests of an AWS SDK client past the SDK's own layers (docs/decisions/0010): region, endpoint, credentials,
 * attempts and pauses between them are the client's.
 */
export function openTransport(config: ClientConfig, service: Service): Transport {
  const exchange = openExchange(service.patience);
  let known: Promise<{ endpoint: URL; sign: Sign }> | undefined;
  const settled = async () => {
    const region = await config.region();
    return {
      endpoint: await endpointOf(config, service.name, region),
      sign: signer({ service: service.name, region }),
    };
  };
  const place = () => {
    known ??= settled();
    known.catch(() => {
      known = undefined;
    });
    return known;
  };

  const once = async ({ path, headers, body }: ServiceRequest, signal?: AbortSignal): Promise<AwsAnswer> => {
    const { endpoint, sign } = await place();
    const identity = await config.credentials();
    const unsigned = { host: endpoint.host, path, headers: { ...headers, ...tracing() }, body };
    const signed = sign(unsigned, identity, Date.now() + config.systemClockOffset);
    signed['content-length'] = String(Buffer.byteLength(body));
    const sent = Date.now();
    const answer = await exchange({ endpoint, path, headers: signed, body }, signal);
    observeClock(answer.headers.date, { sent, received: Date.now() });
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw correctClock(config, answer, service.failure(answer));
  };

  const retries = openRetries(config);
  return async (request, signal) => {
    try {
      const answer = await once(request, signal);
      retries.succeeded();
      return answer;
    } catch (error) {
      return retries.repeat(error, () => once(request, signal));
    }
  };
}

/** Repeats what failed, as long as the strategy of the client says; its allowance grows with what goes well. */
function openRetries(config: ClientConfig) {
  let begun: { strategy: RetryStrategy; token: RetryToken } | undefined;
  return {
    /** Nothing is owed before the first failure, so until then nothing is counted. */
    succeeded: () => begun?.strategy.recordSuccess(begun.token),
    /** @throws the last failure */
    async repeat<Answer>(failure: unknown, again: () => Promise<Answer>): Promise<Answer> {
      const strategy = await config.retryStrategy();
      if (!isRetryStrategy(strategy)) throw failure;
      let token = await strategy.acquireInitialRetryToken('');
      begun = { strategy, token };
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

/** Lambda knows calls that go in circles by the trace of the invocation, and X-Ray joins what belongs together. */
function tracing(): Record<string, string> {
  const trace = process.env._X_AMZN_TRACE_ID;
  return trace ? { 'x-amzn-trace-id': trace } : {};
}
