import { Outcome } from '../../../schemas/invocation.ts';
import { TaskInput, TaskJob } from '../../../schemas/task-records.ts';
import type { KeyRing } from '../../core/secrets/key-ring.ts';
import { tenantVault } from '../../core/secrets/tenant-vault.ts';
import type { TaskItem, TaskOwner } from './task-repository.ts';

/** Shares of an item's 400 KB: the arguments are kept beside a question, and are removed once there is a result. */
export const MOST_SEALED_BYTES = { job: 200_000, input: 150_000, outcome: 350_000 } as const;

type Sealable = { job: TaskJob; input: TaskInput; outcome: Outcome; message: string };

/** Seals and opens the parts of one task. A part opens only in the place that it was sealed for. */
export function taskVault(keys: KeyRing, { tenant, principal, taskId }: TaskOwner) {
  const vault = tenantVault(keys, tenant);
  const place = (part: keyof Sealable) => ['task', principal, taskId, part];
  const open = (part: keyof Sealable, item: TaskItem) => {
    const sealed = item[part];
    return sealed === undefined ? undefined : vault.open(sealed, place(part));
  };
  return {
    seal: <Part extends keyof Sealable>(part: Part, value: Sealable[Part]) => vault.seal(value, place(part)),
    job: (item: TaskItem) => TaskJob.optional().parse(open('job', item)),
    input: (item: TaskItem) => TaskInput.optional().parse(open('input', item)),
    outcome: (item: TaskItem) => Outcome.optional().parse(open('outcome', item)),
    message: (item: TaskItem) => open('message', item) as string | undefined,
  };
}

export type TaskVault = ReturnType<typeof taskVault>;
