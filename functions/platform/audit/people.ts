import { isPersonValue } from '../../../schemas/audit-values.ts';
import type { SealedEvent } from '../../../schemas/sealed-audit.ts';

/** Fields of an event that are the id of a person by themselves. In other fields ids stand as `{ person }`. */
const PERSON_FIELDS: readonly string[] = ['principal', 'subject'];

/** The ids of people that an event declares, in any field. */
export function peopleIn(event: Readonly<Record<string, unknown>>): Set<string> {
  const found = new Set<string>();
  withPeople(event, (id) => {
    found.add(id);
    return id;
  });
  return found;
}

/** The event with each id of a person replaced by the result of `change`. */
export function withPeople<Event extends Readonly<Record<string, unknown>>>(
  event: Event,
  change: (id: string) => string,
): Event {
  const entries = Object.entries(event).map(([field, value]) => [
    field,
    PERSON_FIELDS.includes(field) && typeof value === 'string' ? change(value) : changed(value, change),
  ]);
  // Only texts of the same fields differ.
  return Object.fromEntries(entries) as Event;
}

/** An event without any id of a person: the rest is the same in table and seal. */
export const withoutPeople = (event: SealedEvent): SealedEvent => withPeople(event, () => '');

function changed(value: unknown, change: (id: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => changed(item, change));
  if (isPersonValue(value)) return { person: change(value.person) };
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, changed(inner, change)]));
}
