import { makersOf } from '../../../schemas/agents.ts';
import type { ApiKeySummary } from '../../../schemas/api-keys.ts';

/** Keys in tree order: each is followed by those that were made with it, oldest first. */
export function inTreeOrder(keys: readonly ApiKeySummary[]): ApiKeySummary[] {
  const ids = new Set(keys.map(({ id }) => id));
  const byParent = Map.groupBy(
    keys.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt)),
    // If a parent is not listed, as the first key of a stage, its children become roots.
    ({ ancestors }) => ancestors.findLast((id) => ids.has(id)) ?? '',
  );
  const below = (parent: string): ApiKeySummary[] =>
    (byParent.get(parent) ?? []).flatMap((key) => [key, ...below(key.id)]);
  return below('');
}

/**
 * Keys of a person: the person's own, those of the person's agents and of their agents, and all keys that were made
 * with one of these.
 */
export function keysBelongingTo(keys: readonly ApiKeySummary[], owner: string): ApiKeySummary[] {
  const stands = ({ principal, createdBy }: ApiKeySummary) =>
    [principal, createdBy].some((id) => id === owner || makersOf(id).includes(owner));
  const own = new Set(keys.filter(stands).map(({ id }) => id));
  return keys.filter(({ id, ancestors }) => own.has(id) || ancestors.some((ancestor) => own.has(ancestor)));
}

/**
 * A principal with all its makers, up to the owner. The id of an agent names them; for ids of the older form, the
 * makers of the agent's keys are used.
 */
export function chainOfMakers(principal: string, keys: readonly Pick<ApiKeySummary, 'principal' | 'createdBy'>[]) {
  const hands = new Set<string>();
  const pending = [principal];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (hands.has(id)) continue;
    hands.add(id);
    const makers = keys.filter((key) => key.principal === id).map(({ createdBy }) => createdBy);
    for (const maker of [...makersOf(id), ...makers]) pending.push(maker);
  }
  return hands;
}
