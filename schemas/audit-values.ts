import * as z from 'zod';

/** The id of a principal inside an event. The sealed copy has the principal's pseudonym in its place. */
export const PersonValue = z.strictObject({ person: z.string() });
export type PersonValue = z.infer<typeof PersonValue>;

/** Keyed hash (HMAC-SHA-256, hexadecimal) of a value that audit does not keep; equal values have equal hashes. */
export const HashValue = z.strictObject({ hash: z.string() });
export type HashValue = z.infer<typeof HashValue>;

export const isPersonValue = (value: unknown): value is PersonValue => PersonValue.safeParse(value).success;
export const isHashValue = (value: unknown): value is HashValue => HashValue.safeParse(value).success;

/** The form of a principal's id. Audit keeps a hash of any other text. */
export const PERSON_ID = /^[\x21-\x7e]{1,512}$/;
