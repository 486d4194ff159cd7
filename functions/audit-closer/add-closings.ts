import { Closings } from '../../schemas/audit-closings.ts';
import { logger } from '../core/logging/logger.ts';
import { type AuditTrail, KeyTaken } from '../platform/audit/audit-trail.ts';

/**
 * Adds the outcomes of an order (Closings) to the trail. The nonce of a closing follows from that of its intent, so an item
 * under its key is the closing that an earlier run has added, even if a version in between or an erasure has changed it.
 *
 * @throws {ManifoldError} E5002 if the trail does not answer
 */
export async function addClosings(trail: AuditTrail, order: unknown): Promise<void> {
  const { closings } = Closings.parse(order);
  for (const closing of closings) {
    try {
      await trail.record(closing);
    } catch (error) {
      if (!(error instanceof Error && error.cause instanceof KeyTaken)) throw error;
      logger.warn('a call was closed before, and its closing has changed since', { callId: closing.callId });
    }
  }
}
