import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import { marksStarts, usesBreaker } from '../../schemas/family-manifest.ts';
import { breakerKey, cancelKey, startedKey } from '../../schemas/keys.ts';
import type { DataTable } from './data-table.ts';
import type { ManifoldFunction } from './manifold-function.ts';

const streams = ({ tools }: Pick<FamilyManifest, 'tools'>) => tools.some(({ streaming }) => streaming);

/** Whether a family uses the state table at all. */
export function keepsState(manifest: FamilyManifest): boolean {
  return streams(manifest) || marksStarts(manifest) || usesBreaker(manifest);
}

/** Lets a family at its own part of the state table: none of it belongs to a tenant, and no claim is among it. */
export function grantState(family: ManifoldFunction, manifest: FamilyManifest, state: DataTable): void {
  const { role } = family;
  // A long call polls its own cancel record.
  if (streams(manifest)) state.grantItems(role, { actions: ['GetItem'], leadingKeys: [cancelKey('*').pk] });
  // A claimed call is marked before it is executed. Marks are neither read nor removed.
  if (marksStarts(manifest)) state.grantItems(role, { actions: ['PutItem'], leadingKeys: [startedKey('*').pk] });
  if (usesBreaker(manifest)) {
    const own = breakerKey(manifest.name, '*').pk;
    state.grantItems(role, { actions: ['GetItem', 'UpdateItem'], leadingKeys: [own] });
  }
}
