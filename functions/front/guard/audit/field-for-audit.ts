/** In place of names of fields that the schema does not have: they are text of the caller, and may be personal. */
export const UNDECLARED = '(undeclared)';

/** Names that a schema declares, by the schema, which is the same object as long as its catalogue. */
const declared = new WeakMap<object, ReadonlySet<string>>();

/**
 * The path of a finding as audit keeps it: names that the schema of the tool declares, and positions in lists. Names that
 * the caller made up are left out.
 *
 * @param field as findingsIn gives it, e.g. `items.3.note` or `items.3.anything (key)`
 * @example fieldForAudit(schema, 'note') // 'note'
 * @example fieldForAudit(schema, 'extra.Jane Doe') // 'extra.(undeclared)'
 */
export function fieldForAudit(inputSchema: object, field: string): string {
  const names = declared.get(inputSchema) ?? namesIn(inputSchema);
  declared.set(inputSchema, names);
  const [path = '', mark = ''] = field.endsWith(' (key)') ? [field.slice(0, -6), ' (key)'] : [field];
  const parts = path.split('.').map((part) => (names.has(part) || /^\d{1,6}$/.test(part) ? part : UNDECLARED));
  return parts.join('.') + mark;
}

function namesIn(schema: unknown, names = new Set<string>()): Set<string> {
  if (Array.isArray(schema)) for (const item of schema) namesIn(item, names);
  else if (typeof schema === 'object' && schema !== null) {
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === 'properties') for (const name of Object.keys(Object(value))) names.add(name);
      namesIn(value, names);
    }
  }
  return names;
}
