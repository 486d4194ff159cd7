import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import { marksStarts, usesBreaker } from '../../schemas/family-manifest.ts';
import { breakerKey, cancelKey, startedKey } from '../../schemas/keys.ts';
import type { DataTable } from './data-table.ts';
import type { ManifoldFunction } from './manifold-function.ts';

const streams = ({ tools }: Pick<FamilyManifest, 'tools'>) => tools.some(({ streaming }) => streaming);

/** Whether a family uses the state table. */
export function keepsState(manifest: FamilyManifest): boolean {
  return streams(manifest) || marksStarts(manifest) || usesBreaker(manifest);
}

/** Grants a family its own keys of the state table, none of which belongs to a tenant or is a claim. */
export function grantState(family: ManifoldFunction, manifest: FamilyManifest, state: DataTable): void {
  const { role } = family;
  // A long call polls its own cancel record.
  if (streams(manifest)) state.grantItems(role, { actions: ['GetItem'], leadingKeys: [cancelKey('*').pk] });
  // A claimed call is marked before it is executed. The family neither reads nor removes marks.
  if (marksStarts(manifest)) state.grantItems(role, { actions: ['PutItem'], leadingKeys: [startedKey('*').pk] });
  if (usesBreaker(manifest)) {
    const own = breakerKey(manifest.name, '').pk;
    state.grantItems(role, { actions: ['GetItem', 'UpdateItem'], leadingKeys: [own] });
  }
}
