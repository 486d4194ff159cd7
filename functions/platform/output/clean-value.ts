import { cleanString } from './clean-string.ts';
import { cleanText } from './clean-text.ts';

/**
 * A JSON value with every string cleaned, names of members included. What needs no cleaning is handed back as it is,
 * so that clean answers cost no copy. Two names that are the same once cleaned both stay: the later one gets a number.
 */
export function cleanValue<T>(value: T): T {
  // The shape stays as it was: strings stay strings, arrays keep their length, objects their number of members.
  return cleaned(value) as T;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanString(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(cleaned);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const members = Object.entries(value).map(([name, member]) => ({
    name,
    clean: cleanText(name),
    before: member as unknown,
    after: cleaned(member),
  }));
  if (members.every(({ name, clean, before, after }) => name === clean && before === after)) return value;
  // Names that were clean keep theirs, wherever they stand.
  const taken = new Set(members.filter(({ name, clean }) => name === clean).map(({ name }) => name));
  return Object.fromEntries(
    members.map(({ name, clean, after }) => {
      const free = name === clean ? name : freeName(clean, taken);
      taken.add(free);
      return [free, after];
    }),
  );
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name} (${number})`;
  return free;
}
