import type { PolicyPrincipal, PolicyTarget } from '../../../../schemas/policy.ts';
import type { GrantRecord } from '../../../../schemas/policy-records.ts';
import { missingScopes } from '../../../core/principal/scopes.ts';
import { matchesCommand, matchesGlob } from './glob.ts';

/** Who wants to act on what, when (Unix seconds). */
export interface GrantQuestion {
  principal: Pick<PolicyPrincipal, 'id' | 'roles' | 'scopes'>;
  target: PolicyTarget;
  time: number;
}

/**
 * Ids of the grants that together cover everything on which a call acts; empty if a part is not covered (A10).
 * A call that touches the whole of a target (no namespaces, no commands) is covered by `*` alone.
 */
export function coveringGrants(grants: readonly GrantRecord[], { principal, target, time }: GrantQuestion): string[] {
  const candidates = grants.filter((grant) => isFor(grant, principal, time) && names(grant, target));
  const touched = target.kind === 'cluster' ? target.namespaces : target.commands;
  const parts = touched.length > 0 ? touched : [undefined];
  const ids = new Set<string>();
  for (const part of parts) {
    const grant = candidates.find((candidate) => covers(candidate, part));
    if (!grant) return [];
    ids.add(grant.id);
  }
  return [...ids];
}

function isFor(grant: GrantRecord, principal: GrantQuestion['principal'], time: number): boolean {
  if (grant.until !== undefined && time >= grant.until) return false;
  if (grant.scopes.length > 0 && !grant.scopes.some((scope) => missingScopes([scope], principal).length === 0))
    return false;
  const { subject } = grant;
  if (subject.kind === 'principal') return subject.id === principal.id;
  return subject.kind === 'role' && principal.roles.includes(subject.name);
}

function names(grant: GrantRecord, target: PolicyTarget): boolean {
  return (
    grant.target === target.kind &&
    grant.names.some((pattern) => matchesGlob(target.name, pattern)) &&
    grant.tags.every((tag) => target.tags.includes(tag))
  );
}

function covers(grant: GrantRecord, part: string | undefined): boolean {
  if (grant.target === 'cluster') {
    return grant.namespaces.some((pattern) => (part === undefined ? pattern === '*' : matchesGlob(part, pattern)));
  }
  return grant.commands.some((pattern) => (part === undefined ? pattern === '*' : matchesCommand(part, pattern)));
}
