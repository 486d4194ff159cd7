import { defineFamily } from '../../kit/tool/define-family.ts';
import { alerts } from './resources/alerts.ts';
import { riskReport } from './resources/risk-report.ts';
import generateFraudReport from './tools/generate-fraud-report.ts';
import reviewFlaggedTransaction from './tools/review-flagged-transaction.ts';
import scanTransaction, { scanTransactionV1 } from './tools/scan-transaction.ts';

/** Scoring transactions by stated rules, reviewing what they flag, reports. */
export default defineFamily({
  name: 'fraud',
  title: 'Fraud',
  version: '1.0.0',
  description: 'Scores transactions by stated rules, lets people review what is flagged, and reports.',
  memoryMb: 512,
  store: {},
  files: { daysKept: 7 },
  fieldEncryption: true,
  settings: {
    FRAUD_SECOND_REVIEW_FROM: {
      description:
        'Amounts, in units of their currency, from which two reviewers have to agree; in other currencies they always have to.',
      default: 'USD=10000,EUR=10000,GBP=8000,INR=800000,JPY=1500000',
    },
  },
  tools: [scanTransaction, scanTransactionV1, reviewFlaggedTransaction, generateFraudReport],
  resourceTemplates: [alerts, riskReport],
});
