import * as z from 'zod';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { ACCOUNT_TRAITS, accountInput } from '../account-fields.ts';
import { accountOutput, readVerdict } from '../provider/account-verdict.ts';
import { metaOf } from '../provider/answer-meta.ts';
import { ask } from '../provider/ask.ts';
import { path } from '../provider/endpoint.ts';
import { ACCOUNT_FAILURES } from '../provider/failures/bank.ts';
import { COMMON_FAILURES } from '../provider/failures/common.ts';
import { READ_ONLY, READ_SCOPE, unlessTimedOut } from '../tool-traits.ts';

const failures = [...ACCOUNT_FAILURES, ...COMMON_FAILURES];

export default defineTool({
  name: 'verify_bank_account_penniless',
  version: '1.1.0',
  title: 'Verify a bank account without a payment',
  description:
    'Verifies an Indian bank account and compares its holder with the name, without a payment. Prefer it to verify_bank_account_penny_drop; not every bank answers it.',
  ...ACCOUNT_TRAITS,
  tags: ['india', 'bank'],
  input: z.object(accountInput),
  output: z.object(accountOutput),
  annotations: READ_ONLY,
  shouldRetry: unlessTimedOut,
  requiredScopes: READ_SCOPE,
  errorMappings: failures,
  async execute({ ifsc, account_number, name, mobile }, call) {
    const answer = await ask(call, {
      method: 'GET',
      path: path`/bank/${ifsc}/accounts/${account_number}/penniless-verify`,
      query: { name, mobile },
      failures,
    });
    const { utr: _utr, amount_deposited: _amount, ...verdict } = readVerdict(answer.data, name);
    return { data: { ifsc, ...verdict, verified_at: answer.answeredAt }, meta: metaOf(answer) };
  },
});
