import type { AuditField } from '../../../schemas/audit-field.ts';
import { PERSON_ID } from '../../../schemas/audit-values.ts';
import { type KeyRing, namedHashOf } from '../../core/secrets/key-ring.ts';

/** Key and scopes for the check of a value. */
export interface Keeping {
  /** Keys of the hashes. */
  readonly keys: KeyRing;
  /** Scopes that are kept in clear. */
  readonly scopes: ReadonlySet<string>;
}

/** Longer texts and lists are kept as hashes: an event has to fit into an item. */
const MOST_CHARACTERS = 256;
const MOST_ITEMS = 100;

/** A value as audit keeps it: in clear if it has the form that its field declares, else `{ hash }`. */
export function keptValue(value: unknown, field: AuditField, keeping: Keeping): unknown {
  if (value === null) return null;
  if (Array.isArray(value) && value.length <= MOST_ITEMS) {
    return value.map((item) => (Array.isArray(item) ? hashed(item, keeping) : keptValue(item, field, keeping)));
  }
  if (!isShort(value)) return hashed(value, keeping);
  if (field === 'person') {
    return typeof value === 'string' && PERSON_ID.test(value) ? { person: value } : hashed(value, keeping);
  }
  return isKept(value, field, keeping) ? value : hashed(value, keeping);
}

const hashed = (value: unknown, { keys }: Keeping) => ({ hash: namedHashOf(value, keys) });

type Short = string | number | boolean;

const isShort = (value: unknown): value is Short =>
  typeof value === 'string' ? value.length <= MOST_CHARACTERS : ['number', 'boolean'].includes(typeof value);

function isKept(value: Short, field: Exclude<AuditField, 'person'>, { scopes }: Keeping): boolean {
  if (field === 'hashed') return false;
  // The input schema was checked before.
  if (field === 'closed') return true;
  if (field === 'scope') return typeof value === 'string' && scopes.has(value);
  const { pattern, values, range } = field;
  if (typeof value === 'string') return values?.includes(value) === true || matches(value, pattern);
  return typeof value === 'number' && range !== undefined && value >= range[0] && value <= range[1];
}

/** Patterns are the definitions' own, so there are not many. */
const compiled = new Map<string, RegExp>();

function matches(text: string, pattern: string | undefined): boolean {
  if (pattern === undefined) return false;
  const expression = compiled.get(pattern) ?? new RegExp(`^(?:${pattern})$`, 'u');
  compiled.set(pattern, expression);
  return expression.test(text);
}
