import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { CacheRenewal } from '../../../schemas/cache-renewal.ts';

/** Time after which starting a refresh is left to the next call. */
const GIVE_UP_MS = 2_000;

export interface RenewalStarter {
  /**
   * Has a stale response refreshed after the answer was sent, by an asynchronous invocation, since Lambda freezes an
   * instance once it has answered.
   * @throws {Error} if the cache renewer cannot be reached, or the call is too large for an event (1 MB)
   */
  start(renewal: CacheRenewal): Promise<void>;
}

/** @param functionArn the cache renewer (functions/cache-renewer) */
export function lambdaRenewalStarter(client: Pick<LambdaClient, 'send'>, functionArn: string): RenewalStarter {
  return {
    async start(renewal) {
      const Payload = Buffer.from(JSON.stringify(renewal));
      await client.send(new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload }), {
        abortSignal: AbortSignal.timeout(GIVE_UP_MS),
      });
    },
  };
}
