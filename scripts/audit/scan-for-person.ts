import { eventsBetween } from '../../functions/platform/audit/audit-reader.ts';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import { nameOfEvent, readRecords, UnreadableRecords } from '../../functions/platform/audit/chain.ts';
import { escapedOwner } from '../../schemas/agents.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import { CommandError } from '../command/command-error.ts';
import type { Progress } from './progress.ts';
import type { SealSource } from './seal-source.ts';
import type { TimeRange } from './time-range.ts';

export interface PersonScan {
  readonly audit: AuditTable;
  readonly source: SealSource;
  readonly tenant: string;
  readonly principal: string;
  /** The time in which the table is looked through; of the seal every object is. */
  readonly range: TimeRange;
  readonly progress: Progress;
}

/** How often an id was found, and the first place. */
export interface Found {
  readonly count: number;
  readonly first?: string;
}

export interface ScanResult {
  readonly table: Found;
  readonly seal: Found & {
    readonly objects: number;
    /** Objects that could not be read: those in Glacier, and those that are not of the sealer. */
    readonly unread: number;
  };
}

/** Looks for the id of a person in the text of every event of the tenant, in the table and in every sealed object. */
export async function scanForPerson(scan: PersonScan): Promise<ScanResult> {
  const isNamed = namedIn(scan.principal);
  return { table: await scanTable(scan, isNamed), seal: await scanSeal(scan, isNamed) };
}

type Test = (event: SealedEvent) => boolean;

async function scanTable({ audit, tenant, range, progress }: PersonScan, isNamed: Test): Promise<Found> {
  const found = finds();
  for await (const event of eventsBetween(audit, { ...range, tenant })) {
    if (isNamed(event)) found.add(`${nameOfEvent(event)} of ${event.at}`);
    progress(`looked through the table up to ${event.at}, ${found.result().count} events left`);
  }
  return found.result();
}

async function scanSeal({ source, tenant, progress }: PersonScan, isNamed: Test): Promise<ScanResult['seal']> {
  const found = finds();
  let objects = 0;
  let unread = 0;
  for await (const key of source.recordKeys()) {
    try {
      const object = await source.object(key);
      for (const { record } of readRecords(object ?? new Uint8Array())) {
        const { index, event } = record;
        if (event.tenant === tenant && isNamed(event)) found.add(`record ${index} of ${key}`);
      }
      objects += 1;
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof UnreadableRecords)) throw error;
      unread += 1;
    }
    progress(`looked through ${objects} sealed objects up to ${key}, ${found.result().count} records left`);
  }
  return { ...found.result(), objects, unread };
}

function finds() {
  let count = 0;
  let first: string | undefined;
  return {
    add(place: string) {
      first ??= place;
      count += 1;
    },
    result: (): Found => ({ count, ...(first === undefined ? {} : { first }) }),
  };
}

/** Whether an event has the id anywhere in its text, also as a part of another, such as that of an agent of the person. */
function namedIn(principal: string): Test {
  const spelled = new Set([principal, escapedOwner(principal)].map((id) => JSON.stringify(id).slice(1, -1)));
  const alternatives = [...spelled].map((id) => id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${alternatives})(?![\\p{L}\\p{N}_-])`, 'u');
  return (event) => pattern.test(JSON.stringify(event));
}
