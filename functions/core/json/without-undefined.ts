/**
 * A copy of an object without those of its own properties that are undefined; `null`, `''`, `0` and `false` stay.
 * Nested objects are left as they are.
 *
 * Most code needs no such copy: `JSON.stringify` leaves undefined members out, and so does the client of DynamoDB. Use
 * it when code asks whether a property is present, or when a library refuses undefined values.
 *
 * @example
 * withoutUndefined({ bundle: undefined, label: '' }); // { label: '' }
 */
export function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
