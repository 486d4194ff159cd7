import * as z from 'zod';
import { AuditEvent } from './audit-event.ts';

/** Closings in one order: with the largest events, an order is far below the 6 MB of an invocation. */
export const MOST_CLOSINGS = 100;

/** Order of the audit sealer to the audit closer: outcomes of calls that have none. */
export const Closings = z.strictObject({
  closings: z
    .array(
      AuditEvent.extend({
        phase: z.literal('outcome'),
        outcome: z.literal('unknown'),
        nonce: AuditEvent.shape.nonce.unwrap(),
      }),
    )
    .min(1)
    .max(MOST_CLOSINGS),
});
export type Closings = z.infer<typeof Closings>;
export type Closing = Closings['closings'][number];
