import type { TaskRound } from '../../schemas/task-records.ts';
import { logger } from '../core/logging/logger.ts';
import type { StateTable } from '../core/state-table/state-table.ts';
import type { Report } from '../platform/dispatch/dispatcher.ts';
import { changeTask } from '../platform/tasks/task-repository.ts';
import type { TaskVault } from '../platform/tasks/task-vault.ts';

/** Clients do not poll more often than this, so progress is not written more often. */
const BETWEEN_MS = 1_000;
/** Length of a progress message for people; longer ones are cut. */
const MOST_CHARACTERS = 1_000;

/**
 * Writes the progress that a family reports beside its task: the first report at once, then the latest of each second.
 * Best effort: a report that cannot be written does not affect the work.
 */
export function progressWriter(state: StateTable, round: TaskRound, vault: TaskVault) {
  let latest: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = () => {
    const message = latest;
    latest = undefined;
    if (message === undefined) {
      timer = undefined;
      return;
    }
    timer = setTimeout(write, BETWEEN_MS);
    writing = writing.then(() => keep(message));
  };
  const keep = async (message: string) => {
    try {
      await changeTask(state, round, {
        set: { message: vault.seal('message', message), updatedAt: Date.now() },
        where: { status: 'working', round: round.round },
      });
    } catch (error) {
      logger.warn('the progress of a task could not be written', { error: String(error) });
    }
  };

  return {
    report(report: Report): void {
      if (report.frame !== 'progress') return;
      latest = sentence(report);
      if (timer === undefined) write();
    },
    /** Resolves once the last write has ended. A report that was not yet written is dropped, since the end follows. */
    done(): Promise<void> {
      clearTimeout(timer);
      return writing;
    },
  };
}

/** Progress as a sentence for people. */
function sentence({ progress, total, message }: Extract<Report, { frame: 'progress' }>): string {
  const amount = total === undefined ? `${progress}` : `${progress} of ${total}`;
  return message === undefined ? amount : `${message.slice(0, MOST_CHARACTERS)} (${amount})`;
}
