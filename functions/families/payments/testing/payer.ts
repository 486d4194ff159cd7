import { randomUUID } from 'node:crypto';
import type { CallContext, Outcome } from '../../../../schemas/invocation.ts';

/** What a test may change of a call. */
interface Changes {
  owner?: string;
  secret?: Record<string, string>;
  context?: Partial<CallContext>;
}

/** The parts of the family harness that this helper needs; the test opens the harness. */
interface Harness {
  run(name: string, args: Record<string, unknown>, changes?: Changes): Promise<Outcome>;
  read(uri: string, changes?: Changes): Promise<unknown>;
}

export const ORDER = {
  source_id: 'default',
  destination_id: 'platform',
  amount: '25.00',
  currency: 'USD',
  description: 'Order 1042',
};

export type Payer = ReturnType<typeof newPayer>;

/** The tools of the family, as a new person calls them. */
export function newPayer(harness: Harness) {
  const owner = `test:payer-${randomUUID()}`;
  const by = (changes?: Changes) => ({ owner, ...changes });
  return {
    owner,
    add: (token = 'pm_card_visa', changes?: Changes) =>
      harness.run('add_payment_method', { payment_token: token, set_default: true }, by(changes)),
    pay: (args: Record<string, unknown> = {}, changes?: Changes) =>
      harness.run('initiate_payment', { ...ORDER, ...args }, by(changes)),
    refund: (args: Record<string, unknown>, changes?: Changes) => harness.run('process_refund', args, by(changes)),
    history: async () =>
      ((await harness.read(`payments://${owner}/history`, by())) as { payments: Record<string, unknown>[] }).payments,
  };
}
