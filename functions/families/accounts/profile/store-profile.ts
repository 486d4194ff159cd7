import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import type { StoreItem } from '../../../kit/store/store.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { FIELD_NAMES, type ProfileChange, type ProfileField } from './fields.ts';

/** A profile in the table: each field is encrypted in its own attribute, so that two changes do not collide. */
type StoredProfile = StoreItem & { updatedAt?: string } & Partial<Record<`sealed_${ProfileField}`, string>>;

const keyOf = (owner: string) => ownedKey({ owner, kind: 'profile', id: 'own' });
const attributeOf = (field: ProfileField) => `sealed_${field}` as const;
/** An encrypted field can be opened as this field only, so a telephone number cannot be moved into the name. */
const purposeOf = (field: ProfileField) => `profile-${field}`;

export interface Profile {
  fields: Partial<Record<ProfileField, unknown>>;
  /** ISO 8601; absent if the profile was never written. */
  updatedAt?: string;
}

/** The decrypted profile of a person; empty if it was never written. */
export async function readProfile(call: Pick<Call, 'store' | 'open'>, owner: string): Promise<Profile> {
  const stored = await call.store.get<StoredProfile>(keyOf(owner));
  const opened = await Promise.all(
    FIELD_NAMES.map(async (field) => {
      const sealed = stored?.[attributeOf(field)];
      if (sealed === undefined) return [];
      return [[field, JSON.parse(await call.open(sealed, { purpose: purposeOf(field), owner }))] as const];
    }),
  );
  return { fields: Object.fromEntries(opened.flat()), updatedAt: stored?.updatedAt };
}

/**
 * Changes only the fields that are named; a second call with the same change has no effect.
 * @returns names of the fields that were set or removed, and the time of the change
 */
export async function changeProfile(
  call: Pick<Call, 'store' | 'seal'>,
  { owner, change }: { owner: string; change: ProfileChange },
): Promise<{ fields: ProfileField[]; updatedAt: string }> {
  const fields = FIELD_NAMES.filter((field) => change[field] !== undefined);
  const given = fields.filter((field) => change[field] !== null);
  const removed = fields.filter((field) => change[field] === null);
  const sealed = await Promise.all(
    given.map(async (field) => {
      const text = await call.seal(JSON.stringify(change[field]), { purpose: purposeOf(field), owner });
      return [attributeOf(field), text] as const;
    }),
  );
  const updatedAt = new Date().toISOString();
  await call.store.update(keyOf(owner), {
    set: { ...Object.fromEntries(sealed), updatedAt },
    remove: removed.map(attributeOf),
  });
  return { fields, updatedAt };
}
