import { agentDepth, ownerOf } from '../../../schemas/agents.ts';
import type { ApiKeySummary } from '../../../schemas/api-keys.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { MOST_GENERATIONS } from '../../../schemas/lineage.ts';
import type { Plan } from '../../../schemas/plans.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { loadPlans } from '../limits/plan-repository.ts';
import { ownersPlan } from '../limits/plans.ts';
import type { RegistryTable } from '../registry/catalogue-repository.ts';
import { keysBelongingTo } from './key-tree.ts';

/** The limits of an owner's plan on keys and agents. */
export type KeyCaps = Pick<Plan, 'name' | 'keys' | 'agents' | 'agentDepth'>;

/** The caps of the owner for whom a new key of this principal counts. */
export async function keyCapsOf(registry: RegistryTable, principal: Principal): Promise<KeyCaps> {
  return ownersPlan(await loadPlans(registry), principal);
}

/**
 * Refuses a key that exceeds the caps of its owner.
 * @param active the tenant's keys that can be used now
 * @throws {ManifoldError} E3009 with the limit, its value and the plan
 */
export function refuseBeyondCaps(wanted: ApiKeySummary, active: readonly ApiKeySummary[], caps: KeyCaps): void {
  const owner = ownerOf(wanted.principal);
  const own = keysBelongingTo(active, owner);
  const agents = new Set([...own, wanted].map(({ principal }) => principal).filter((id) => id !== owner));
  refuseOver('agentDepth', agentDepth(wanted.principal), caps, 'Let the agent’s owner make it.');
  refuseOver('agents', agents.size, caps, 'Revoke the keys of an agent that is no longer used.');
  refuseOver('keys', own.length + 1, caps, 'Revoke a key that is no longer used.');
  if (wanted.ancestors.length < MOST_GENERATIONS) return;
  throw used('keyGenerations', MOST_GENERATIONS, caps, 'Make it with an older key, or sign in.');
}

function refuseOver(name: 'keys' | 'agents' | 'agentDepth', count: number, caps: KeyCaps, suggestion: string): void {
  if (count > caps[name]) throw used(name, caps[name], caps, suggestion);
}

function used(limitName: string, limit: number, { name: plan }: KeyCaps, suggestion: string): ManifoldError {
  return new ManifoldError('E3009', `The limit "${limitName}" of ${limit} under the plan "${plan}" is reached.`, {
    retryable: false,
    details: { limitName, limit, plan, suggestion },
  });
}
