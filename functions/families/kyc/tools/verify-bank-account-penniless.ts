import * as z from 'zod';
import { defineTool } from '../../../runtime/tool/define-tool.ts';
import { accountHolderField, accountNumberField, mobileField } from '../formats/bank-account.ts';
import { ifscField } from '../formats/ifsc.ts';
import { accountOutput, readVerdict } from '../provider/account-verdict.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { ask } from '../provider/ask.ts';
import { path } from '../provider/endpoint.ts';
import { ACCOUNT_FAILURES } from '../provider/failures/bank.ts';
import { COMMON_FAILURES } from '../provider/failures/common.ts';
import { HOUR, READ_ONLY, READ_SCOPE } from '../tool-traits.ts';

const failures = [...ACCOUNT_FAILURES, ...COMMON_FAILURES];

export default defineTool({
  name: 'verify_bank_account_penniless',
  version: '1.0.0',
  title: 'Verify a bank account without a payment',
  description:
    'Verifies that an Indian bank account exists and tells its holder, without paying anything in. Prefer it to verify_bank_account_penny_drop; not every bank answers it.',
  category: 'kyc',
  subcategory: 'bank',
  tags: ['india', 'bank'],
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
  output: z.object(accountOutput),
  annotations: READ_ONLY,
  requiredScopes: READ_SCOPE,
  cache: {
    ttlSeconds: HOUR,
    keyFields: ['ifsc', 'account_number', 'name', 'mobile'],
    invalidateOn: ['bank_account_update', 'user_request'],
  },
  errorMappings: failures,
  sensitiveFields: ['account_number', 'name', 'mobile'],
  auditFields: ['ifsc'],
  async execute({ ifsc, account_number, name, mobile }, call) {
    const answer = await ask(call, {
      method: 'GET',
      path: path`/bank/${ifsc}/accounts/${account_number}/penniless-verify`,
      query: { name, mobile },
      failures,
    });
    const { utr: _utr, amount_deposited: _amount, ...verdict } = readVerdict(answer.data);
    return { data: { ifsc, ...verdict, verified_at: answer.answeredAt }, meta: metaOf(answer) };
  },
});
