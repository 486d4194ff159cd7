import type { OutcomeMeta } from '../../../../schemas/invocation.ts';
import type { Unwrapped } from './envelope.ts';

/** The metadata of an answer: the provider's transaction id for support, and warnings about the arguments. */
export function metaOf({ transactionId }: Unwrapped, warnings: string[] = []): OutcomeMeta {
  return {
    providerTransactionId: transactionId,
    warnings: warnings.length > 0 ? warnings : undefined,
  };
}
