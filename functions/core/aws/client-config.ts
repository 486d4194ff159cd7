import type { Identity } from './sign.ts';

/** Settings of an AWS SDK client, resolved by the SDK itself, as far as the lean transport uses them. */
export interface ClientConfig {
  region(): Promise<string>;
  credentials(): Promise<Identity>;
  useDualstackEndpoint(): Promise<boolean>;
  useFipsEndpoint(): Promise<boolean>;
  /** The endpoint that the client was made with; absent if it follows the rules of the service. */
  endpoint?: () => Promise<{ protocol: string; hostname: string; port?: number }>;
  endpointProvider(rules: { Region: string; UseDualStack: boolean; UseFIPS: boolean }): { url: URL };
  retryStrategy(): Promise<object>;
  /** Milliseconds by which the clock of AWS is ahead of this machine's, once a refusal has shown it. */
  systemClockOffset: number;
}

export interface RetryToken {
  getRetryDelay(): number;
}

/** The part of the SDK's strategy that is used here. */
export interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<RetryToken>;
  refreshRetryTokenForRetry(
    token: RetryToken,
    failure: { error: unknown; errorType: FailureKind },
  ): Promise<RetryToken>;
  recordSuccess(token: RetryToken): void;
}

/** Whether a strategy is of the SDK's present kind; the older kind does not decide attempt by attempt. */
export const isRetryStrategy = (strategy: object): strategy is RetryStrategy => 'refreshRetryTokenForRetry' in strategy;

/** Kinds of failures that the SDK's strategies distinguish; they retry the first two. */
export type FailureKind = 'THROTTLING' | 'TRANSIENT' | 'SERVER_ERROR' | 'CLIENT_ERROR';

/**
 * The address of a service: the endpoint that the client was made with, else that of the environment
 * (`AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`), else the one that the service's rules give for the region.
 */
export async function endpointOf(config: ClientConfig, service: string, region: string): Promise<URL> {
  if (config.endpoint) {
    const { protocol, hostname, port } = await config.endpoint();
    return new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
  }
  const named = process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || process.env.AWS_ENDPOINT_URL;
  if (named && process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS !== 'true') return new URL(named);
  const rules = {
    Region: region,
    UseDualStack: await config.useDualstackEndpoint(),
    UseFIPS: await config.useFipsEndpoint(),
  };
  return config.endpointProvider(rules).url;
}
