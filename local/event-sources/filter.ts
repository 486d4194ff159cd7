/** Whether a mapping passes a record on. */
export type Filter = (record: Record<string, unknown>) => boolean;

/**
 * The filter of an event source mapping (Lambda Developer Guide, "Filtering"): a record has to fit one of the patterns. A
 * pattern names the values that a field may have.
 *
 * @param patterns JSON texts; without any pattern, every record passes
 * @throws {Error} in a sentence if a pattern compares in another way
 */
export function filterOf(patterns: readonly string[]): Filter {
  const parsed = patterns.map((text): unknown => JSON.parse(text));
  for (const pattern of parsed) check(pattern);
  return (record) => parsed.length === 0 || parsed.some((pattern) => fits(pattern, record));
}

function check(pattern: unknown): void {
  if (Array.isArray(pattern)) {
    if (pattern.every((value) => typeof value !== 'object')) return;
  } else if (typeof pattern === 'object' && pattern !== null) {
    Object.values(pattern).forEach(check);
    return;
  }
  throw new Error('The local cloud knows filters that list the values of a field, and no others.');
}

function fits(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.includes(value);
  const fields: Record<string, unknown> = Object(value);
  return Object.entries(Object(pattern)).every(([name, wanted]) => fits(wanted, fields[name]));
}
