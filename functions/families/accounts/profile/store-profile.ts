import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import type { StoreItem } from '../../../kit/store/store.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { FIELD_NAMES, type ProfileChange, type ProfileField } from './fields.ts';

/** A profile as the table has it: each field sealed in an attribute of its own, so that two changes do not collide. */
type StoredProfile = StoreItem & { updatedAt?: string } & Partial<Record<`sealed_${ProfileField}`, string>>;

const keyOf = (owner: string) => ownedKey({ owner, kind: 'profile', id: 'own' });
const attributeOf = (field: ProfileField) => `sealed_${field}` as const;
/** A sealed field opens as that field alone: nobody can move a telephone number to where a name is shown. */
const purposeOf = (field: ProfileField) => `profile-${field}`;

export interface Profile {
  fields: Partial<Record<ProfileField, unknown>>;
  /** ISO 8601; absent where nothing was ever kept. */
  updatedAt?: string;
}

/** The profile of a person, opened; one that was never written is empty. */
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
 * Changes the fields that are named and no others; doing it twice leaves the same.
 * @returns names of the fields that were set or taken away, and when
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
    ...(removed.length > 0 ? { remove: removed.map(attributeOf) } : {}),
  });
  return { fields, updatedAt };
}
