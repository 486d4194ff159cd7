import { logger } from '../core/logging/logger.ts';
import { count } from '../core/logging/metrics.ts';
import { unexpectedChanges } from './unexpected-changes.ts';

/**
 * Reports each item of the audit that was changed or removed before it was sealed: a line in the log with its key, and the
 * metric that raises the alarm. Insertions do not arrive: the mapping of the stream filters them.
 */
export const handler = async (event: unknown): Promise<void> => {
  const changes = unexpectedChanges(event);
  for (const change of changes) {
    logger.error('an item of the audit was changed or removed before it was sealed', { ...change });
  }
  if (changes.length > 0) count('AuditItemChanged', changes.length);
};
