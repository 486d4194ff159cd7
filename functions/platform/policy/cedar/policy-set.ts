import type { Clause, PolicyJson } from '@cedar-policy/cedar-wasm';
import type { Effect } from '../../../../schemas/policy.ts';
import type { PolicyRecord } from '../../../../schemas/policy-records.ts';
import { type CompiledRecord, ownedBy } from '../records/compile-records.ts';
import { contextUsesOf, type PolicyUses, usesOf, WHOLE } from './policy-json.ts';

/** What a policy's annotations say; all others are the writer's own. */
export const ANNOTATIONS = {
  /** Sentence for the caller; `{tool}`, `{missingScopes}` … are filled in (reasons.ts). */
  reason: 'reason',
  /** `requires-approval` on a forbid: somebody else may let the call pass. */
  decision: 'decision',
  /** `scopes` or `tier` on a forbid: the caller can get past it, so the tool stays listed. */
  gate: 'gate',
} as const;

/** One policy, ready to be put into a set. */
export interface CompiledPolicy {
  /** `id@version`, a tenant's own `tenant/id@version`; those made from roles and lists have no version. */
  readonly key: string;
  readonly effect: Effect;
  readonly logOnly: boolean;
  readonly priority: number;
  readonly reason: string;
  readonly gate: string | undefined;
  readonly json: PolicyJson;
}

/** A stored policy with its parsed form. */
export function compilePolicy(record: PolicyRecord, json: PolicyJson): CompiledPolicy {
  return compiled(`${ownedBy(record)}${record.id}@${record.version}`, json, {
    logOnly: record.mode === 'LOG_ONLY',
    priority: record.priority,
    description: record.description,
  });
}

/** A policy that was made from a role or list. */
export function compileMade({ id, json }: CompiledRecord): CompiledPolicy {
  return compiled(id, json, { logOnly: false, priority: 0, description: '' });
}

function compiled(
  key: string,
  json: PolicyJson,
  fields: { logOnly: boolean; priority: number; description: string },
): CompiledPolicy {
  const annotations = json.annotations ?? {};
  const approval = annotations[ANNOTATIONS.decision] === 'requires-approval';
  return {
    key,
    effect: approval ? 'requires-approval' : json.effect === 'permit' ? 'allow' : 'deny',
    logOnly: fields.logOnly,
    priority: fields.priority,
    reason: annotations[ANNOTATIONS.reason] || fields.description || `The policy "${key}" decided it.`,
    gate: annotations[ANNOTATIONS.gate],
    json,
  };
}

/** Policies by key, as Cedar takes them. */
export type StaticPolicies = Record<string, PolicyJson>;

/** Permits and forbids in force: Cedar decides with these. */
export function enforcedSet(policies: readonly CompiledPolicy[]): StaticPolicies {
  const enforced = policies.filter(({ effect, logOnly }) => !logOnly && effect !== 'requires-approval');
  return Object.fromEntries(enforced.map(({ key, json }) => [key, json]));
}

/**
 * Those of which we want to know whether they match, beside the decision: requires-approval and LOG_ONLY. All are
 * forbids here, since Cedar then names every one that matches.
 */
export function observedSet(policies: readonly CompiledPolicy[]): StaticPolicies {
  const observed = policies.filter(({ effect, logOnly }) => logOnly || effect === 'requires-approval');
  return Object.fromEntries(observed.map(({ key, json }) => [key, { ...json, effect: 'forbid' as const }]));
}

/** Parts of the context that belong to one call and are not known when tools are listed. */
const PER_CALL = new Set(['arguments', 'variables', 'owner', 'findings', 'target', 'mfaAgeSeconds', WHOLE]);
const isPerCall = (clause: Clause) => [...contextUsesOf(clause)].some((attribute) => PER_CALL.has(attribute));

/**
 * The enforced policies, loosened to what can be said before a call: a permit without its conditions on the call, and
 * only the forbids without such conditions that are not gates. If one of them denies, no call can be allowed, so the tool need not be listed.
 */
export function listingSet(policies: readonly CompiledPolicy[]): StaticPolicies {
  const set: StaticPolicies = {};
  for (const { key, effect, logOnly, gate, json } of policies) {
    if (logOnly || effect === 'requires-approval') continue;
    if (effect === 'allow') set[key] = { ...json, conditions: json.conditions.filter((clause) => !isPerCall(clause)) };
    else if (gate === undefined && !json.conditions.some(isPerCall)) set[key] = json;
  }
  return set;
}

/** What a set looks at: two questions that agree in all of it get the same answer. */
export interface Distinctions {
  /** Entities that policies name, as `Type::id`. */
  readonly entities: ReadonlySet<string>;
  /** Attributes of the resource that are read; WHOLE if it is used as a whole. */
  readonly resource: ReadonlySet<string>;
  /** Attributes of the context that are read. */
  readonly context: ReadonlySet<string>;
}

export function distinctionsOf(set: StaticPolicies): Distinctions {
  const uses = Object.values(set).map(usesOf);
  const all = (pick: (use: PolicyUses) => ReadonlySet<string>) => new Set(uses.flatMap((use) => [...pick(use)]));
  return {
    entities: all(({ entities }) => entities),
    resource: all(({ resource }) => resource),
    context: all(({ context }) => context),
  };
}
