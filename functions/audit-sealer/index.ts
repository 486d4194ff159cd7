import type { Context } from 'aws-lambda';
import { ENV } from '../../schemas/environment.ts';
import { documentClient as client } from '../core/aws/document-client.ts';
import { requireEnv } from '../core/environment.ts';
import { logger } from '../core/logging/logger.ts';
import { count } from '../core/logging/metrics.ts';
import { pseudonyms } from '../platform/audit/pseudonyms.ts';
import { kmsSigner } from './kms-signer.ts';
import { type SealReport, sealDue } from './seal-due.ts';
import { sealedBucket } from './sealed-bucket.ts';

/** What a window may take; a run that has less left leaves it to the next. */
const RESERVE_MS = 120_000;

const identity = { client, table: requireEnv(ENV.IDENTITY_TABLE) };
const parts = {
  audit: { client, table: requireEnv(ENV.AUDIT_TABLE) },
  bucket: sealedBucket(requireEnv(ENV.AUDIT_BUCKET)),
  signer: kmsSigner(requireEnv(ENV.AUDIT_SIGNING_KEY)),
  stage: requireEnv(ENV.STAGE),
  now: Date.now,
};

/** Seals the audit windows that are closed. Started by a schedule, one at a time; what is sealed already stays as it is. */
export async function handler(_event: unknown, context: Context): Promise<SealReport> {
  // Salts are asked for anew in each run: one that was erased is not used again.
  const sealer = { ...parts, pseudonyms: pseudonyms(identity) };
  const report = await sealDue(sealer, () => context.getRemainingTimeInMillis() > RESERVE_MS);
  logger.info('audit sealed', { ...report });
  count('AuditWindowsBehind', report.behind);
  if (report.late > 0) count('AuditLateEvents', report.late);
  return report;
}
