import type { Context, EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm';
import type { Cedar } from './load-cedar.ts';
import type { StaticPolicies } from './policy-set.ts';

type Entity = EntityJson & { uid: TypeAndId };

export interface CedarQuestion {
  principal: Entity;
  action: Entity;
  resource: Entity;
  context: Context;
}

export interface CedarAnswer {
  allowed: boolean;
  /** Keys of the policies that determined the answer. */
  determining: string[];
  /** Policies whose evaluation failed. Cedar ignores them in its decision; the caller must not ignore them. */
  failed: { key: string; message: string }[];
  /** Why there is no answer. */
  fault?: string;
}

/** Asks one set of policies. */
export type Authorize = (question: CedarQuestion) => CedarAnswer;

/**
 * Cedar keeps parsed sets by name and never frees them, so names are reused. A set whose name another set has taken is
 * parsed again, which happens only if an instance serves more sets than this.
 */
const SLOTS = 96;
const owners: (StaticPolicies | undefined)[] = new Array(SLOTS).fill(undefined);
let next = 0;

/**
 * An evaluator of one set, parsed here and now.
 * @throws {Error} if the set does not parse
 */
export function authorizerOf(cedar: Cedar, policies: StaticPolicies): Authorize {
  let slot = -1;
  const claim = () => {
    if (owners[slot] === policies) return;
    slot = next;
    next = (next + 1) % SLOTS;
    owners[slot] = undefined;
    const parsed = cedar.preparsePolicySet(`set-${slot}`, { staticPolicies: policies });
    if (parsed.type === 'failure') throw new Error(parsed.errors.map(({ message }) => message).join('; '));
    owners[slot] = policies;
  };
  claim();
  return ({ principal, action, resource, context }) => {
    claim();
    const answer = cedar.statefulIsAuthorized({
      principal: principal.uid,
      action: action.uid,
      resource: resource.uid,
      context,
      entities: [principal, action, resource],
      preparsedPolicySetId: `set-${slot}`,
      validateRequest: false,
    });
    if (answer.type === 'failure') {
      const fault = answer.errors.map(({ message }) => message).join('; ');
      return { allowed: false, determining: [], failed: [], fault };
    }
    const { decision, diagnostics } = answer.response;
    return {
      allowed: decision === 'allow',
      determining: diagnostics.reason,
      failed: diagnostics.errors.map(({ policyId, error }) => ({ key: policyId, message: error.message })),
    };
  };
}
