import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { ENV } from '../../../schemas/environment.ts';
import { type SubscriptionOrder, SubscriptionReceipt } from '../../../schemas/subscription-tokens.ts';
import { lambdaClient } from '../../core/aws/clients/lambda.ts';
import { requireEnv } from '../../core/environment.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';

type Issue = Omit<Extract<SubscriptionOrder, { kind: 'subscription/issue' }>, 'kind'>;
type Revoke = Omit<Extract<SubscriptionOrder, { kind: 'subscription/revoke' }>, 'kind'>;

/**
 * Subscription tokens, for a family with the capability `platform-tokens`. The tokens function signs and revokes them; a
 * token is shown once, and what a family keeps of it is its `jti`.
 */
export interface TokenDesk {
  /** @throws {ManifoldError} E1004 where more is asked for than such a token may say */
  issue(order: Issue): Promise<{ token: string; jti: string; expiresAt: number }>;
  /** Ends a token within the 60 s that the gateway keeps the authorizer's answer. Doing it twice is no fault. */
  revoke(order: Revoke): Promise<void>;
}

/** The tokens function works for 10 s at most. */
const ANSWER_MS = 11_000;

export function tokenDesk(client: Pick<LambdaClient, 'send'> = lambdaClient({}, { totalMs: ANSWER_MS })): TokenDesk {
  const ask = async (order: SubscriptionOrder): Promise<SubscriptionReceipt> => {
    const command = new InvokeCommand({
      FunctionName: requireEnv(ENV.TOKENS_FUNCTION),
      Payload: Buffer.from(JSON.stringify(order)),
    });
    const { Payload, FunctionError } = await client.send(command).catch((cause: unknown) => {
      throw unavailable(cause);
    });
    const answer = SubscriptionReceipt.safeParse(JSON.parse(Buffer.from(Payload ?? []).toString() || 'null'));
    if (FunctionError || !answer.success) throw unavailable(new Error(FunctionError ?? 'No answer of the function.'));
    return answer.data;
  };
  return {
    async issue(order) {
      const receipt = await ask({ kind: 'subscription/issue', ...order });
      if (receipt.status === 'issued') return receipt;
      throw refused(receipt);
    },
    async revoke(order) {
      const receipt = await ask({ kind: 'subscription/revoke', ...order });
      if (receipt.status !== 'revoked') throw refused(receipt);
    },
  };
}

function refused(receipt: SubscriptionReceipt): ManifoldError {
  const reason = receipt.status === 'refused' ? receipt.reason : 'The tokens function answered something else.';
  return new ManifoldError('E1004', reason);
}

function unavailable(cause: unknown): ManifoldError {
  return new ManifoldError('E5004', 'Tokens cannot be issued or revoked now. Try again in a moment.', { cause });
}
