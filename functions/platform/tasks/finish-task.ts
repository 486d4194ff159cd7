import type { Outcome } from '../../../schemas/invocation.ts';
import type { TaskJob } from '../../../schemas/task-records.ts';
import { answeredError } from '../../core/errors/answered-error.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { KeysOf } from '../../core/secrets/derived-key.ts';
import { namedHashOf } from '../../core/secrets/key-ring.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { ClaimTable } from '../idempotency/claim-results.ts';
import { finishClaim } from '../idempotency/finish-claim.ts';
import type { TaskChange, TaskItem } from './task-repository.ts';
import { MOST_SEALED_BYTES, type TaskVault } from './task-vault.ts';

export interface TaskServices {
  readonly state: StateTable;
  readonly audit: AuditTrail;
  readonly key: KeysOf;
}

/** Writes the outcome of one step of work, under the call id of its intent. */
export async function auditStep(
  services: TaskServices,
  { intent, startedAt }: TaskJob,
  outcome: Outcome,
): Promise<void> {
  await services.audit.record({
    ...intent,
    phase: 'outcome',
    at: new Date().toISOString(),
    outcome: outcome.status,
    ...(outcome.status === 'error' ? { errorCode: outcome.error.code } : {}),
    resultHash: namedHashOf(outcome, await services.key('audit-arguments')),
    responseBytes: Buffer.byteLength(JSON.stringify(outcome)),
    latencyMs: Date.now() - startedAt,
  });
}

/** Makes durable what comes before the end of a task is visible: the audit's outcome, and the call's claim. */
export async function completeStep(
  services: TaskServices,
  { claims, job, outcome }: { claims: ClaimTable; job: TaskJob; outcome: Outcome },
): Promise<void> {
  await auditStep(services, job, outcome);
  if (job.claim) await finishClaim(claims, job.claim, { outcome });
}

/** The change that ends a task with an outcome, if it still works on the step. */
export function endOf(item: Pick<TaskItem, 'round'>, outcome: Outcome, vault: TaskVault): TaskChange {
  const cancelled = outcome.status === 'error' && outcome.error.code === 'E3005';
  return {
    set: {
      status: cancelled ? 'cancelled' : 'completed',
      outcome: vault.seal('outcome', outcome),
      updatedAt: Date.now(),
    },
    remove: ['job', 'input', 'message'],
    where: { status: 'working', round: item.round },
  };
}

/** The outcome, or an error in its place if it is too large to be kept. */
export function keepable(outcome: Outcome, correlationId: string, vault: TaskVault): Outcome {
  const bytes = vault.seal('outcome', outcome).length;
  if (bytes <= MOST_SEALED_BYTES.outcome) return outcome;
  const message =
    `The work was done, but its result is too large for a task to keep (${bytes} bytes compressed, ` +
    `${MOST_SEALED_BYTES.outcome} at most).`;
  return failure(
    new ManifoldError('E3003', message, {
      retryable: false,
      details: { suggestion: 'Ask for less at once, or call without tasks.' },
    }),
    correlationId,
  );
}

/** An error as the outcome of the work. */
export function failure(thrown: unknown, correlationId: string, showTrace = false): Outcome {
  return { status: 'error', error: answeredError(thrown, { correlationId, showTrace }), meta: {} };
}
