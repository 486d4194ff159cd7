import * as z from 'zod';
import { defineTool } from '../../../runtime/tool/define-tool.ts';
import { accountHolderField, accountNumberField, mobileField } from '../formats/bank-account.ts';
import { ifscField } from '../formats/ifsc.ts';
import { type AccountVerdict, accountOutput, readVerdict } from '../provider/account-verdict.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { ask } from '../provider/ask.ts';
import { path } from '../provider/endpoint.ts';
import { ACCOUNT_FAILURES } from '../provider/failures/bank.ts';
import { onceOnlyFailures } from '../provider/failures/common.ts';
import { refuseUnconfirmedMoney } from '../provider/money-lock.ts';
import { outcomeUnknown } from '../provider/transport.ts';
import { HOUR, MONEY_SCOPE, NO_RETRY } from '../tool-traits.ts';

const unknownOutcome =
  '₹1 may have been paid in. Check with verify_bank_account_penniless, or on a statement of the account, before another penny drop.';

const failures = [...ACCOUNT_FAILURES, ...onceOnlyFailures(unknownOutcome)];

/** A success that cannot be read may have moved the money. */
function verdictOf(data: unknown): AccountVerdict {
  try {
    return readVerdict(data);
  } catch (thrown) {
    throw outcomeUnknown(unknownOutcome, thrown);
  }
}

export default defineTool({
  name: 'verify_bank_account_penny_drop',
  version: '1.0.0',
  title: 'Verify a bank account by paying in ₹1',
  description:
    'MOVES MONEY: pays ₹1 into an Indian bank account to verify that it exists and to learn its holder. The payment cannot be taken back, and every call is billed, also for accounts that do not exist. Prefer verify_bank_account_penniless, which pays nothing.',
  category: 'kyc',
  subcategory: 'bank',
  tags: ['india', 'bank', 'money'],
  examples: [
    {
      title: 'By number and branch',
      arguments: { ifsc: 'SBIN0021745', account_number: '900000000000', name: 'John Doe' },
    },
  ],
  input: z.object({
    ifsc: ifscField(),
    account_number: accountNumberField(),
    name: accountHolderField().optional(),
    mobile: mobileField().optional(),
  }),
  output: z.object({
    ...accountOutput,
    utr: z.string().nullable().describe('Reference of the payment at the bank (unique transaction reference).'),
    amount_deposited: z
      .number()
      .nullable()
      .describe(
        'Rupees that were paid in: 1, or 0 where the provider answered from its cache; null where it does not say.',
      ),
  }),
  annotations: { readOnly: false, destructive: true, idempotent: false, openWorld: true },
  movesMoney: true,
  retry: NO_RETRY,
  requiredScopes: MONEY_SCOPE,
  cache: {
    ttlSeconds: HOUR,
    keyFields: ['ifsc', 'account_number', 'name', 'mobile'],
    invalidateOn: ['bank_account_update', 'user_request'],
  },
  errorMappings: failures,
  sensitiveFields: ['account_number', 'name', 'mobile'],
  auditFields: ['ifsc'],
  // Whoever confirms knows the account; its last digits are enough to tell it from another.
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
      data: { ifsc, ...verdictOf(answer.data), verified_at: answer.answeredAt },
      meta: metaOf(answer),
    };
  },
});
