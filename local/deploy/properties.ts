/** Reads properties of templates, whose numbers and booleans may be texts. */
export function text(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

export function number(value: unknown, otherwise: number): number {
  return value === undefined ? otherwise : Number(value);
}

export function flag(value: unknown): boolean {
  return String(value) === 'true';
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `[{ Key, Value }]` as a map. */
export function tags(value: unknown): Map<string, string> {
  return new Map(list(value).map((tag) => [String(record(tag).Key), String(record(tag).Value)]));
}

/** Name in an ARN of a function or role, e.g. `front` in `…:function:front`. */
export function nameOf(arnOrName: unknown): string {
  const value = String(arnOrName);
  if (value.includes(':function:')) return value.split(':function:')[1]?.split(':')[0] ?? value;
  return value.includes(':role/') ? (value.split('/').at(-1) ?? value) : value;
}
