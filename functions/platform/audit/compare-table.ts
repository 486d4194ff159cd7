import type { SealedEvent, SealedRecord } from '../../../schemas/sealed-audit.ts';
import { hashOf } from '../../core/json/canonical.ts';
import { eventId, nameOfEvent } from './chain.ts';
import { withoutPeople } from './people.ts';

/** An event that only one of table and seal has, or that they have differently. */
export interface Difference {
  /** `unsealed`: the seal lacks it; `changed`: it was sealed otherwise; `gone`: the table lacks it. */
  readonly kind: 'unsealed' | 'changed' | 'gone';
  readonly at: string;
  readonly sentence: string;
}

/** Holds the sealed copy against the table. Feed it all records first, then the events of the same time. */
export interface TableComparison {
  sealed(records: readonly SealedRecord[]): void;
  /** What of these events of the table the seal lacks or has differently. */
  inTable(events: readonly SealedEvent[]): Difference[];
  /** Sealed events that no call of `inTable` brought. */
  notInTable(): Difference[];
}

export function tableComparison(): TableComparison {
  const waiting = new Map<string, { name: string; at: string; hash: string }>();
  return {
    sealed(records) {
      for (const { event } of records) {
        waiting.set(eventId(event), { name: nameOfEvent(event), at: event.at, hash: contentHash(event) });
      }
    },
    inTable: (events) =>
      events.flatMap((event): Difference[] => {
        const { at } = event;
        const id = eventId(event);
        const name = nameOfEvent(event);
        const sealed = waiting.get(id);
        waiting.delete(id);
        if (!sealed) return [{ kind: 'unsealed', at, sentence: `The seal lacks ${name} of ${at}.` }];
        if (sealed.hash === contentHash(event)) return [];
        return [{ kind: 'changed', at, sentence: `The table has ${name} of ${at} otherwise than it was sealed.` }];
      }),
    notInTable: () =>
      [...waiting.values()].map(({ name, at }) => ({
        kind: 'gone',
        at,
        sentence: `The table lacks ${name} of ${at}, which is sealed.`,
      })),
  };
}

/** People are under pseudonyms in the seal, so they are left out on both sides. */
const contentHash = (event: SealedEvent): string => hashOf(withoutPeople(event));
