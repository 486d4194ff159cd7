import * as z from 'zod';
import { AUDIT_FORMS } from '../../../../schemas/audit-field.ts';
import { firstVersion } from '../../../kit/money/first-version.ts';
import { defineTool, toolSpec } from '../../../kit/tool/define-tool.ts';
import { FlagOutput, LevelOutput } from '../flag-output.ts';
import { scan } from '../store/history.ts';
import { PERSONAL, SCAN_SCOPE, SOON_AGAIN } from '../tool-traits.ts';
import { moneyOf, readTransaction, TransactionInput } from '../transaction-input.ts';

const input = z.object({
  user_id: z.string().optional().meta({ description: 'Id of the person whose transaction it is; by default you.' }),
  transaction_data: TransactionInput.describe('The transaction to score.'),
});

const spec = toolSpec({
  name: 'scan_transaction',
  version: '2.0.0',
  title: 'Scan a transaction for fraud',
  description:
    'Scores a transaction from 0 to 100 by published rules over the history of its customer, merchant and payee, and adds it to that history. From the level medium on it raises an alert for review. insufficient_history means that too little is known. It neither makes nor stops a payment. Each transaction_id counts once.',
  category: 'fraud',
  subcategory: 'scoring',
  tags: ['risk', 'transactions'],
  examples: [
    {
      title: 'A card payment',
      arguments: {
        user_id: 'me',
        transaction_data: {
          transaction_id: 'tx-1042',
          amount: '249.90',
          currency: 'EUR',
          merchant_id: 'shop-17',
          merchant_category_code: '5732',
          country: 'DE',
          device_id: 'phone-1',
        },
      },
    },
  ],
  input,
  output: z.object({
    transaction_id: z.string(),
    risk_score: z.number().min(0).max(100),
    level: LevelOutput,
    flags: z.array(FlagOutput).describe('Reasons, the ones with most points first.'),
    flagged: z.boolean().describe('True if the transaction waits for a review.'),
    scanned_at: z.string(),
    repeated: z
      .boolean()
      .describe('True if this transaction_id was scanned before; the answer is that of the first scan.'),
  }),
  annotations: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
  requiredScopes: SCAN_SCOPE,
  rateLimit: { perMinute: 300, perHour: 10_000, burst: 50 },
  retry: SOON_AGAIN,
  timeoutMs: 10_000,
  sensitiveFields: PERSONAL,
  auditFields: {
    user_id: 'person',
    'transaction_data.transaction_id': 'hashed',
    'transaction_data.amount': AUDIT_FORMS.amount,
    'transaction_data.currency': AUDIT_FORMS.currency,
  },
  amountFields: { 'transaction_data.amount': { currencyField: 'transaction_data.currency' } },
  validate: ({ transaction_data }) => void moneyOf(transaction_data),
  async execute({ user_id, transaction_data }, call) {
    const { id, tenant } = call.context.principal;
    const now = Date.now();
    const read = readTransaction(transaction_data, { tenant, now });
    const { record, repeated } = await scan(call.store, { owner: user_id ?? id, now, ...read });
    const { score, level, flags } = record.verdict;
    return {
      data: {
        transaction_id: record.transactionId,
        risk_score: score,
        level,
        flags: flags.map((flag) => ({ ...flag, evidence: { ...flag.evidence } })),
        flagged: record.alertSk !== undefined,
        scanned_at: new Date(record.scannedAt).toISOString(),
        repeated,
      },
    };
  },
});

export default defineTool(spec);

export const scanTransactionV1 = firstVersion(spec, {
  input: input.extend({
    transaction_data: TransactionInput.omit({ amount_minor: true }).describe('The transaction to score.'),
  }),
  field: 'transaction_data.amount',
  amountOf: ({ transaction_data: { amount } }) => amount,
});
