import { Subject } from '../../../../schemas/policy-records.ts';
import type { StoredItem } from '../../../core/records/readable-records.ts';
import type { Cedar } from '../cedar/load-cedar.ts';
import { parsePolicy } from '../cedar/parse-policy.ts';
import { type CompiledRecord, compileBrokenList } from './compile-records.ts';

/**
 * What a policy or list that breaks its contract may forbid. It counts at its strictest: what would have been left out
 * of the decision could have been the one record that forbids the call.
 */
export type BrokenRecord =
  /** A policy whose text, and no more, is known. */
  | { readonly kind: 'policy'; readonly key: string; readonly text: string }
  /** A list of which it is known whom it concerns. */
  | { readonly kind: 'list'; readonly key: string; readonly subject: Subject; readonly tenant?: string }
  /** A record of which nothing is known. */
  | { readonly kind: 'unknown'; readonly key: string };

/** What is known of the record of an item; nothing if it says itself that it is not in force. */
export function brokenRecord(kind: 'policy' | 'list', item: StoredItem): BrokenRecord[] {
  const { pk, sk, status, mode, text, tenant } = item;
  if (status === 'inactive' || (kind === 'policy' && mode === 'LOG_ONLY')) return [];
  const key = `${pk}/${sk}`;
  if (kind === 'policy' && typeof text === 'string') return [{ kind, key, text }];
  const subject = Subject.safeParse(item.subject);
  if (kind === 'list' && subject.success) {
    return [{ kind, key, subject: subject.data, tenant: typeof tenant === 'string' ? tenant : undefined }];
  }
  return [{ kind: 'unknown', key }];
}

/**
 * The forbids in force: of a policy what its text forbids (one that permits gives nothing), of a list everything that
 * its subject could do.
 *
 * @throws {Error} naming the record of which it is not known what it forbids
 */
export function compileBroken(cedar: Cedar, records: readonly BrokenRecord[]): CompiledRecord[] {
  return records.flatMap((record): CompiledRecord[] => {
    if (record.kind === 'list') return [compileBrokenList(record)];
    if (record.kind === 'unknown') {
      throw new Error(`The record "${record.key}" breaks its contract, so it is unknown what it forbids.`);
    }
    const json = parsePolicy(cedar, record.text, record.key);
    return json.effect === 'forbid' ? [{ id: record.key, json }] : [];
  });
}
