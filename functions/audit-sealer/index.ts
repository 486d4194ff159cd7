import type { Context } from 'aws-lambda';
import { ENV } from '../../schemas/environment.ts';
import { documentClient as client } from '../core/aws/document-client.ts';
import { requireEnv } from '../core/environment.ts';
import { logger } from '../core/logging/logger.ts';
import { count } from '../core/logging/metrics.ts';
import { pseudonyms } from '../platform/audit/pseudonyms.ts';
import { kmsSigner } from './kms-signer.ts';
import { takeSealerLease } from './lease.ts';
import { orderClosings } from './order-closings.ts';
import { retireEvents } from './retire-events.ts';
import { type SealReport, sealDue } from './seal-due.ts';
import { sealedBucket } from './sealed-bucket.ts';

/** Time that a run keeps for the segment at hand; with less, it leaves the rest to the next run. */
const RESERVE_MS = 60_000;
const KEEP_DAYS = Number(requireEnv(ENV.AUDIT_TABLE_DAYS));

const identity = { client, table: requireEnv(ENV.IDENTITY_TABLE) };
const state = { client, table: requireEnv(ENV.STATE_TABLE) };
const parts = {
  audit: { client, table: requireEnv(ENV.AUDIT_TABLE) },
  order: orderClosings(requireEnv(ENV.AUDIT_CLOSER)),
  bucket: sealedBucket(requireEnv(ENV.AUDIT_BUCKET)),
  signer: kmsSigner(requireEnv(ENV.AUDIT_SIGNING_KEY)),
  stage: requireEnv(ENV.STAGE),
  now: Date.now,
};

/** A run that finds the lease held by another does nothing. */
type RunReport = (SealReport & { readonly retired: number }) | { readonly skipped: true };

/**
 * Seals the audit windows that are closed, and takes sealed events that are old enough out of the table, if no other run
 * is at work. Started by a schedule.
 */
export async function handler(_event: unknown, context: Context): Promise<RunReport> {
  const lease = await takeSealerLease(state);
  if (!lease) {
    logger.info('audit not sealed: another run is at work');
    return { skipped: true };
  }
  try {
    // Salts are read again in each run: one that was erased is not used again.
    const sealer = { ...parts, pseudonyms: pseudonyms(identity) };
    const hasTime = () => lease.isHeld() && context.getRemainingTimeInMillis() > RESERVE_MS;
    const report = await sealDue(sealer, hasTime);
    logger.info('audit sealed', { ...report });
    count('AuditWindowsBehind', report.behind);
    if (report.late > 0) count('AuditLateEvents', report.late);
    const retired = await retireEvents({ ...parts, keepDays: KEEP_DAYS }, hasTime);
    return { ...report, retired };
  } finally {
    await lease.giveBack();
  }
}
