import * as z from 'zod';
import { outcomeUnknown } from '../../../kit/provider/failure-context.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { ACCOUNT_TRAITS, accountInput } from '../account-fields.ts';
import { type AccountVerdict, accountOutput, readVerdict } from '../provider/account-verdict.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { ask } from '../provider/ask.ts';
import { path } from '../provider/endpoint.ts';
import { ACCOUNT_FAILURES } from '../provider/failures/bank.ts';
import { onceOnlyFailures } from '../provider/failures/common.ts';
import { refuseUnconfirmedMoney } from '../provider/money-lock.ts';
import { MONEY_SCOPE } from '../tool-traits.ts';

const unknownOutcome =
  '₹1 may have been paid in. Check with verify_bank_account_penniless, or on a statement of the account, before another penny drop.';

const failures = [...ACCOUNT_FAILURES, ...onceOnlyFailures(unknownOutcome)];

/** After a success that cannot be read, the money may have been paid. */
function verdictOf(data: unknown, name: string | undefined): AccountVerdict {
  try {
    return readVerdict(data, name);
  } catch (thrown) {
    throw outcomeUnknown('the provider', unknownOutcome, { cause: thrown });
  }
}

export default defineTool({
  name: 'verify_bank_account_penny_drop',
  version: '1.1.0',
  title: 'Verify a bank account by paying in ₹1',
  description:
    'MOVES MONEY: pays ₹1 into an Indian bank account to verify it and compare its holder with the name. Cannot be taken back; every call is billed, also for accounts that do not exist. Prefer verify_bank_account_penniless, which pays nothing.',
  ...ACCOUNT_TRAITS,
  tags: ['india', 'bank', 'money'],
  input: z.object(accountInput),
  output: z.object({
    ...accountOutput,
    utr: z.string().nullable().describe('Reference of the payment at the bank (unique transaction reference).'),
    amount_deposited: z
      .number()
      .nullable()
      .describe('Rupees that were paid in: 1, or 0 if the provider answered from its cache; null if it does not say.'),
  }),
  annotations: { readOnly: false, destructive: true, idempotent: false, openWorld: true },
  movesMoney: true,
  retry: NO_RETRY,
  requiredScopes: MONEY_SCOPE,
  errorMappings: failures,
  // The last digits are enough for the person who confirms to recognise the account.
  effect: ({ ifsc, account_number }) =>
    `Pay ₹1 into the account that ends in ${account_number.slice(-4)} at ${ifsc} to verify it. The payment cannot be taken back.`,
  async execute({ ifsc, account_number, name, mobile }, call) {
    refuseUnconfirmedMoney(call);
    const answer = await ask(call, {
      method: 'GET',
      path: path`/bank/${ifsc}/accounts/${account_number}/verify`,
      query: { name, mobile },
      failures,
      unknownOutcome,
    });
    return {
      data: { ifsc, ...verdictOf(answer.data, name), verified_at: answer.answeredAt },
      meta: metaOf(answer),
    };
  },
});
