import * as z from 'zod';

/** Keys such as `company_status(for_efiling)` or `directors/signatory_details` as plain snake case. */
export function plainKey(key: string): string {
  return key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

/** A record of the register with plain keys and without the provider's `@entity`. */
export function plainRecord(record: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(record).filter(([key]) => key !== '@entity');
  return Object.fromEntries(entries.map(([key, value]) => [plainKey(key), plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value === 'object' && value !== null) return plainRecord(value as Record<string, unknown>);
  return value;
}

const Row = z.record(z.string(), z.unknown()).transform(plainRecord);
const Rows = z
  .array(Row)
  .nullish()
  .transform((rows) => rows ?? []);

/** Master data of a company or a partnership; the register's own fields vary, so they stay open. */
export const MasterData = z.object({
  company_master_data: Row.nullish(),
  llp_master_data: Row.nullish(),
  charges: Rows,
  'directors/signatory_details': Rows,
});

export const DirectorData = z.object({ director_data: Row, company_data: Rows, llp_data: Rows });

export const SearchData = z.object({
  records: z.array(z.object({ cin: z.string(), company_name: z.string().nullish() })),
  limit: z.int().nullish(),
  offset: z.int().nullish(),
  count: z.int().nullish(),
  has_more: z.boolean().nullish(),
});

/** The first of these fields that is a text, or null. */
export function textIn(record: Record<string, unknown>, ...names: string[]): string | null {
  const value = names
    .map((name) => record[name])
    .find((candidate) => typeof candidate === 'string' && candidate !== '');
  return typeof value === 'string' ? value : null;
}
