import { isHashValue, isPersonValue } from '../../schemas/audit-values.ts';

/** Stands for a value of which only the hash is known. */
const HASHED = '(hash)';

/** Arguments as policies read them, and the dotted paths of arguments that the audit trail has as hashes. */
export function argumentsKept(projection: Readonly<Record<string, unknown>>): {
  values: Record<string, unknown>;
  hashed: string[];
} {
  const hashed: string[] = [];
  const plain = (value: unknown, path: string): unknown => {
    if (isPersonValue(value)) return value.person;
    if (isHashValue(value)) {
      if (!hashed.includes(path)) hashed.push(path);
      return HASHED;
    }
    if (Array.isArray(value)) return value.map((item) => plain(item, path));
    if (typeof value !== 'object' || value === null) return value;
    return fields(value as Record<string, unknown>, `${path}.`);
  };
  const fields = (record: Readonly<Record<string, unknown>>, prefix: string) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, plain(value, `${prefix}${name}`)]));
  return { values: fields(projection, ''), hashed };
}
