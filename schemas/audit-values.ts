import * as z from 'zod';

/** The id of a person, a principal, wherever it stands in an event: the seal has its pseudonym in place of it. */
export const PersonValue = z.strictObject({ person: z.string() });
export type PersonValue = z.infer<typeof PersonValue>;

/** Keyed hash (HMAC-SHA-256, hexadecimal) of a value that audit does not keep: equal values can be told. */
export const HashValue = z.strictObject({ hash: z.string() });
export type HashValue = z.infer<typeof HashValue>;

export const isPersonValue = (value: unknown): value is PersonValue => PersonValue.safeParse(value).success;
export const isHashValue = (value: unknown): value is HashValue => HashValue.safeParse(value).success;

/** An id as a person's: what is not written like this is no principal's id, and audit keeps its hash. */
export const PERSON_ID = /^[\x21-\x7e]{1,512}$/;
