import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { eventsBetween } from '../../functions/runtime/audit/audit-reader.ts';
import { type AuditTable, auditKey } from '../../functions/runtime/audit/audit-trail.ts';
import { forgetPseudonym, isPseudonym, knownPseudonym, pseudonyms } from '../../functions/runtime/audit/pseudonyms.ts';
import type { IdentityTable } from '../../functions/runtime/identity/revocations.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import { AuditCommandError } from './audit-command-error.ts';
import type { OperatorChanges } from './operator-changes.ts';
import type { Progress } from './progress.ts';
import type { TimeRange } from './time-range.ts';

export interface Erasure {
  readonly audit: AuditTable;
  readonly identity: IdentityTable;
  readonly changes: OperatorChanges;
  readonly tenant: string;
  readonly principal: string;
  /** The time in which the table may have events of the principal. */
  readonly range: TimeRange;
  readonly progress: Progress;
}

/**
 * Makes the events of a principal nobody's: in the table its pseudonym takes the place of its id, then the salt goes that
 * ties the two. Sealed objects stay as they are, and match the table as before. Cut off, it can be run again.
 *
 * @throws AuditCommandError where nothing is known of the principal
 */
export async function eraseCommand(erasure: Erasure): Promise<string> {
  const { identity, changes, tenant, principal } = erasure;
  if (isPseudonym(principal)) throw new AuditCommandError(`"${principal}" is a pseudonym: name the principal itself.`);
  const pseudonym = await pseudonymOf(erasure);
  const change = {
    operation: 'principals/erase' as const,
    target: pseudonym,
    tenant,
    before: { known: true },
    after: { known: false },
  };
  const events = await changes.audited(change, async () => {
    const count = await replaceInTable(erasure, pseudonym);
    await forgetPseudonym(identity, tenant, principal);
    return { result: count, after: { known: false, events: count } };
  });
  return `${events} events of ${principal} are those of ${pseudonym} now, and nothing says any more who that was.`;
}

/** The pseudonym that the seal has; one is made where nothing of the principal was sealed yet, but the table has events. */
async function pseudonymOf({ audit, identity, tenant, principal, range }: Erasure): Promise<string> {
  const known = await knownPseudonym(identity, tenant, principal);
  if (known !== undefined) return known;
  for await (const { events } of eventsBetween(audit, { ...range, tenant })) {
    const own = events.find((event) => event.principal === principal || event.subject === principal);
    if (own) {
      const { of } = pseudonyms(identity);
      return (await of({ ...own, principal })).principal;
    }
  }
  throw new AuditCommandError(`The audit knows nothing of "${principal}" in the tenant "${tenant}" in this time.`);
}

async function replaceInTable(
  { audit, tenant, principal, range, progress }: Erasure,
  pseudonym: string,
): Promise<number> {
  let count = 0;
  for await (const { hour, events } of eventsBetween(audit, { ...range, tenant })) {
    for (const event of events) {
      const fields = (['principal', 'subject'] as const).filter((field) => event[field] === principal);
      if (fields.length === 0) continue;
      await replaceIn(audit, event, { fields, pseudonym });
      count += 1;
    }
    progress(`erased up to ${hour}, ${count} events`);
  }
  return count;
}

async function replaceIn(
  { client, table }: AuditTable,
  event: SealedEvent,
  { fields, pseudonym }: { fields: readonly string[]; pseudonym: string },
): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: auditKey(event),
      UpdateExpression: `SET ${fields.map((field) => `#${field} = :pseudonym`).join(', ')}`,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
      ExpressionAttributeValues: { ':pseudonym': pseudonym },
    }),
  );
}
