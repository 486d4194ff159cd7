import type { OutcomeMeta } from '../../../../schemas/invocation.ts';
import type { Unwrapped } from './envelope.ts';

/** Facts on an answer that go beside it: the provider's transaction id for support, and warnings on the input. */
export function metaOf({ transactionId }: Unwrapped, warnings: string[] = []): OutcomeMeta {
  return {
    providerTransactionId: transactionId,
    warnings: warnings.length > 0 ? warnings : undefined,
  };
}
