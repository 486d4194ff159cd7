import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { eventsBetween } from '../../functions/platform/audit/audit-reader.ts';
import { type AuditTable, auditKey, indexKeys } from '../../functions/platform/audit/audit-trail.ts';
import { peopleIn, withPeople } from '../../functions/platform/audit/people.ts';
import {
  forgetPseudonym,
  isPseudonym,
  knownPrincipals,
  type Pseudonyms,
  pseudonyms,
} from '../../functions/platform/audit/pseudonyms.ts';
import type { IdentityTable } from '../../functions/platform/identity/revocations.ts';
import { ownerOf } from '../../schemas/agents.ts';
import { AuditEvent } from '../../schemas/audit-event.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import { CommandError } from '../command/command-error.ts';
import type { OperatorChanges } from './operator-changes.ts';
import type { Found, PersonScan, ScanResult } from './scan-for-person.ts';
import { scanForPerson } from './scan-for-person.ts';

/** The range is the time in which the table may have events of the principal. */
export interface Erasure extends PersonScan {
  readonly identity: IdentityTable;
  readonly changes: OperatorChanges;
}

export interface EraseResult {
  readonly text: string;
  /** 1 if the id is left somewhere. */
  readonly exitCode: 0 | 1;
}

/**
 * Replaces the ids of a principal and of its agents in the table by pseudonyms, then deletes the salts that tie the two. Sealed objects stay as they are, and match the table as before. Then every event and every
 * sealed record of the tenant is looked through for the id. A run that was cut off can be repeated.
 *
 * @throws {CommandError} if nothing is known of the principal
 */
export async function eraseCommand(erasure: Erasure): Promise<EraseResult> {
  const { identity, changes, tenant, principal } = erasure;
  if (isPseudonym(principal)) throw new CommandError(`"${principal}" is a pseudonym: name the principal itself.`);
  const known = pseudonyms(identity);
  const ids = await idsOf(erasure);
  if (ids.size === 0) {
    const left = await scanForPerson(erasure);
    if (left.table.count + left.seal.count > 0) return report([], left);
    throw new CommandError(`The audit knows nothing of "${principal}" in the tenant "${tenant}" in this time.`);
  }
  const pseudonym = await known.person(tenant, principal);
  const change = {
    operation: 'principals/erase' as const,
    target: pseudonym,
    tenant,
    before: { known: true },
    after: { known: false },
  };
  const events = await changes.audited(change, async () => {
    const count = await replaceInTable(erasure, known, ids);
    for (const id of [...ids, principal]) await forgetPseudonym(identity, tenant, id);
    return { result: count, after: { known: false, events: count } };
  });
  const sentence = `${events} events of ${principal} have the pseudonym ${pseudonym} now, and its salt is deleted.`;
  return report([sentence], await scanForPerson(erasure));
}

/** Ids of the principal and of its agents, as the seal and the table have them. */
async function idsOf({ audit, identity, tenant, principal, range, progress }: Erasure): Promise<Set<string>> {
  const isTheirs = (id: string) => ownerOf(id) === principal;
  const ids = new Set<string>();
  for await (const id of knownPrincipals(identity, tenant)) if (isTheirs(id)) ids.add(id);
  for await (const event of eventsBetween(audit, { ...range, tenant })) {
    for (const id of peopleIn(event)) if (isTheirs(id)) ids.add(id);
    progress(`looked for the person up to ${event.at}`);
  }
  return ids;
}

async function replaceInTable(
  { audit, tenant, range, progress }: Erasure,
  known: Pseudonyms,
  ids: ReadonlySet<string>,
): Promise<number> {
  const named = new Map<string, string>();
  for (const id of ids) named.set(id, await known.person(tenant, id));
  let count = 0;
  for await (const event of eventsBetween(audit, { ...range, tenant })) {
    progress(`erased up to ${event.at}, ${count} events`);
    if (![...peopleIn(event)].some((id) => named.has(id))) continue;
    await replace(
      audit,
      event,
      withPeople(event, (id) => named.get(id) ?? id),
    );
    count += 1;
  }
  return count;
}

/** Writes the fields of an event that differ, and its keys in the indexes. */
async function replace({ client, table }: AuditTable, before: SealedEvent, after: SealedEvent): Promise<void> {
  const changed = Object.keys(after).filter((field) => JSON.stringify(after[field]) !== JSON.stringify(before[field]));
  const keys = AuditEvent.safeParse(after).data;
  const fields = [
    ...changed.map((field) => [field, after[field]] as const),
    ...Object.entries(keys ? indexKeys(keys) : {}),
  ];
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: auditKey(before),
      UpdateExpression: `SET ${fields.map((_, place) => `#f${place} = :v${place}`).join(', ')}`,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: Object.fromEntries(fields.map(([field], place) => [`#f${place}`, field])),
      ExpressionAttributeValues: Object.fromEntries(fields.map(([, value], place) => [`:v${place}`, value])),
    }),
  );
}

function report(lines: readonly string[], { table, seal }: ScanResult): EraseResult {
  const isGone = table.count + seal.count + seal.unread === 0;
  const text = [
    ...lines,
    'Left of the id:',
    `  audit table    ${inWords(table, 'events')}`,
    `  sealed copy    ${inWords(seal, 'records')}, of ${seal.objects} objects`,
    ...(seal.unread > 0
      ? [`  ${seal.unread} objects could not be read: restore those in Glacier and run it again.`]
      : []),
  ];
  return { text: text.join('\n'), exitCode: isGone ? 0 : 1 };
}

const inWords = ({ count, first }: Found, things: string) =>
  `${count} ${things}${first === undefined ? '' : `, the first ${first}`}`;
