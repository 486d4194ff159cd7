import { cannotSend } from './argument-error.ts';

/** A value as an OpenAPI style sees it: one text, a list of texts, or names with texts. */
export type StyledValue =
  | { readonly kind: 'one'; readonly text: string }
  | { readonly kind: 'list'; readonly texts: readonly string[] }
  | { readonly kind: 'members'; readonly members: readonly (readonly [name: string, text: string])[] };

/**
 * Reads a value for a style. What is nested deeper than styles reach is written as JSON, since OpenAPI leaves it open.
 *
 * @throws {OpenApiError} E2004 for null and for empty lists and objects, which would look like an argument left out
 */
export function styledValue(argument: string, value: unknown): StyledValue {
  if (Array.isArray(value)) {
    if (value.length === 0)
      throw cannotSend(argument, 'an empty list has no form here', 'at least one item, or leave it out');
    return { kind: 'list', texts: value.map((item) => textOf(argument, item)) };
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, item]) => item !== undefined);
    if (members.length === 0)
      throw cannotSend(argument, 'an empty object has no form here', 'at least one member, or leave it out');
    return { kind: 'members', members: members.map(([name, item]) => [name, textOf(argument, item)]) };
  }
  return { kind: 'one', text: textOf(argument, value) };
}

/** @throws {OpenApiError} E2004 for null, which no text stands for */
export function textOf(argument: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined)
    throw cannotSend(argument, 'null has no form here', 'a value, or leave it out');
  return JSON.stringify(value);
}

/** Percent-encoding of everything but letters, digits and `-._~` (RFC 3986, section 2.3). */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** What `allowReserved` leaves as it is; what would end the value or the query is encoded all the same. */
export function reservedKept(text: string): string {
  return percentEncoded(text).replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|3B|2C|3D)/g, (code) => decodeURIComponent(code));
}
