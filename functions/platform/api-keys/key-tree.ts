import { makersOf } from '../../../schemas/agents.ts';
import type { ApiKeySummary } from '../../../schemas/api-keys.ts';

/** Keys with each followed by those that were made with it; among equals the oldest comes first. */
export function inTreeOrder(keys: readonly ApiKeySummary[]): ApiKeySummary[] {
  const ids = new Set(keys.map(({ id }) => id));
  const byParent = Map.groupBy(
    keys.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt)),
    // A parent that is not listed, such as the first key of a stage, makes its children the roots.
    ({ ancestors }) => ancestors.findLast((id) => ids.has(id)) ?? '',
  );
  const below = (parent: string): ApiKeySummary[] =>
    (byParent.get(parent) ?? []).flatMap((key) => [key, ...below(key.id)]);
  return below('');
}

/**
 * Keys of a person: those that stand for the person, those of the person's agents, of their agents, and whatever was made
 * with one of these.
 */
export function keysBelongingTo(keys: readonly ApiKeySummary[], owner: string): ApiKeySummary[] {
  const stands = ({ principal, createdBy }: ApiKeySummary) =>
    [principal, createdBy].some((id) => id === owner || makersOf(id).includes(owner));
  const own = new Set(keys.filter(stands).map(({ id }) => id));
  return keys.filter(({ id, ancestors }) => own.has(id) || ancestors.some((ancestor) => own.has(ancestor)));
}

/**
 * Everybody in the chain of who made whom above a principal, and the principal itself. Ids of agents say it; for those
 * from before they did, the makers of the agent's keys do.
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
