/** Profiles of customers. Each is one item that is read, changed, and written if no other call wrote it in between. */
import type { StoreItem, StoreWrite, TenantStore } from '../../../kit/store/store.ts';
import { EMPTY_PROFILE, type Profile } from '../scoring/profile.ts';
import { profileKey } from './records.ts';

/**
 * A profile is stored as one text, because its sums of squares exceed the integers that the client of DynamoDB takes.
 */
interface ProfileItem extends StoreItem {
  readonly profile: string;
  readonly version: number;
}

/** A profile as it was read; `version` is 0 if the customer has no profile yet. */
export interface HeldProfile {
  readonly profile: Profile;
  readonly version: number;
}

export async function readProfile(store: TenantStore, owner: string): Promise<HeldProfile> {
  const item = await store.get<ProfileItem>(profileKey(owner));
  if (!item) return { profile: EMPTY_PROFILE, version: 0 };
  return { profile: { ...EMPTY_PROFILE, ...(JSON.parse(item.profile) as Partial<Profile>) }, version: item.version };
}

/** The profile of a person; empty if the person has no transactions. */
export async function profileOf(store: TenantStore, owner: string): Promise<Profile> {
  return (await readProfile(store, owner)).profile;
}

/** Writes the profile if it is still the one that was read. */
export function profileWrite(owner: string, { version }: HeldProfile, profile: Profile): StoreWrite {
  const item: ProfileItem = { ...profileKey(owner), profile: JSON.stringify(profile), version: version + 1 };
  if (version === 0) return { kind: 'put', item, condition: 'attribute_not_exists(pk)' };
  return {
    kind: 'put',
    item,
    condition: '#version = :before',
    names: { '#version': 'version' },
    values: { ':before': version },
  };
}
