import type { Decision, PolicyRequest, VisibilityRequest } from '../../../schemas/policy.ts';

/**
 * The port of policy engines. Cedar is the one that ships; OPA is reached through two adapters (opa/).
 *
 * Neither method throws: whatever goes wrong in an engine is a denial, with the fault in `errors`.
 */
export interface PolicyEngine {
  /** Decides one request. */
  decide(request: PolicyRequest): Decision | Promise<Decision>;
  /**
   * Says of each resource, in order, whether the principal gets to see it: whether some call of it could be allowed.
   * What only a missing scope or a lower tier stands against stays visible.
   */
  visible(request: VisibilityRequest): boolean[] | Promise<boolean[]>;
}

/** The denial that a fault of the engine amounts to. */
export function deniedByFault(...errors: string[]): Decision {
  return {
    effect: 'deny',
    reasons: ['The policies could not be evaluated, so nothing is allowed. Its operators have been told.'],
    policies: [],
    logOnly: [],
    errors,
  };
}

/** An engine that denies all, in place of one that cannot be made. */
export function denyingEngine(fault: string): PolicyEngine {
  return {
    decide: () => deniedByFault(fault),
    visible: ({ resources }) => resources.map(() => false),
  };
}
