import * as z from 'zod';

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON Schema 2020-12 document. Its keys keep the order in which the author wrote them. */
export const JsonSchema = z.record(z.string(), z.unknown());
export type JsonSchema = z.infer<typeof JsonSchema>;

/** A value that may also be given as JSON text of it. */
export const orJsonText = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((given, context) => {
    if (typeof given !== 'string') return given;
    try {
      return JSON.parse(given);
    } catch {
      context.addIssue({ code: 'custom', message: 'expected JSON text' });
      return z.NEVER;
    }
  }, schema);

/**
 * A JSON Schema as the registry stores it: JSON text, since a map of DynamoDB keeps no order of its keys. A map, as earlier
 * deploys wrote it, is accepted too.
 */
export const StoredJsonSchema = orJsonText(JsonSchema);

/** Semantic version without build metadata, e.g. `1.4.0`. */
export const SemanticVersion = z.string().regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, 'expected MAJOR.MINOR.PATCH');

/** Lower-case name of a family, bundle or stage: letters, digits and hyphens, 2 to 32 characters. */
export const Slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,31}$/, 'expected 2 to 32 lower-case letters, digits and hyphens, a letter first');
