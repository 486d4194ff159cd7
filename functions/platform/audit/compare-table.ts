import type { SealedEvent } from '../../../schemas/sealed-audit.ts';
import { hashOf } from '../../core/json/canonical.ts';
import type { AuditTable } from './audit-trail.ts';
import { nameOfEvent } from './chain.ts';
import { pairedEvents } from './paired-events.ts';
import { withoutPeople } from './people.ts';
import type { SealReader } from './sealed-records.ts';
import type { SealWindow } from './windows.ts';

/** An event that only one of table and seal has, or that they have differently. */
export interface Difference {
  /** `unsealed`: the seal lacks it; `changed`: it was sealed with other content; `gone`: the table lacks it. */
  readonly kind: 'unsealed' | 'changed' | 'gone';
  readonly at: string;
  readonly sentence: string;
}

/** Compares the events of one window in the table with what the seal has of them, late records included. */
export async function* compareWindow(
  audit: AuditTable,
  reader: SealReader,
  window: SealWindow,
): AsyncGenerator<Difference> {
  for await (const { left: inTable, right: sealed } of pairedEvents(audit, reader, window)) {
    const difference = differenceOf(inTable, sealed);
    if (difference) yield difference;
  }
}

function differenceOf(inTable: SealedEvent | undefined, sealed: SealedEvent | undefined): Difference | undefined {
  if (!inTable) {
    if (!sealed) return undefined;
    const { at } = sealed;
    return { kind: 'gone', at, sentence: `The table lacks ${nameOfEvent(sealed)} of ${at}, which is sealed.` };
  }
  const { at } = inTable;
  const name = nameOfEvent(inTable);
  if (!sealed) return { kind: 'unsealed', at, sentence: `The seal lacks ${name} of ${at}.` };
  if (contentHash(inTable) === contentHash(sealed)) return undefined;
  return { kind: 'changed', at, sentence: `The table has ${name} of ${at} otherwise than it was sealed.` };
}

/** People are under pseudonyms in the seal, so they are left out on both sides. */
const contentHash = (event: SealedEvent): string => hashOf(withoutPeople(event));
