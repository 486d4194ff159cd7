import * as z from 'zod';
import { AUDIT_RETIRED_KEY } from '../../../schemas/keys.ts';
import { itemAt } from './audit-reader.ts';
import type { AuditTable } from './audit-trail.ts';

/** How far events have left the audit table; Unix milliseconds. */
export const Retired = z.object({
  /** Events before this moment are read from the sealed copy. */
  until: z.number(),
  /** Sealed events before this moment have left the table. */
  done: z.number(),
});
export type Retired = z.infer<typeof Retired>;

/** How far events have left the table; undefined if no event has. */
export async function readRetired(audit: AuditTable): Promise<Retired | undefined> {
  const item = await itemAt(audit, AUDIT_RETIRED_KEY);
  return item && Retired.parse(item);
}
