import type { Decision, PolicyRequest, VisibilityRequest } from '../../../schemas/policy.ts';

/**
 * The port of policy engines: Cedar (cedar/), and OPA through two adapters (opa/). A setting of the stage chooses one
 * (engine-of-stage.ts).
 *
 * Neither method throws: a fault of the engine is a denial, with the fault in `errors`.
 */
export interface PolicyEngine {
  /** Decides one request. */
  decide(request: PolicyRequest): Decision | Promise<Decision>;
  /**
   * Says of each resource, in order, whether the principal may see it, which is the case if some call of it could be
   * allowed. A resource stays visible if only a missing scope or a lower tier prevents the call.
   */
  visible(request: VisibilityRequest): boolean[] | Promise<boolean[]>;
}

/** The denial for a fault of the engine. */
export function deniedByFault(...errors: string[]): Decision {
  return {
    effect: 'deny',
    reasons: ['The policies could not be evaluated, so nothing is allowed. The operators have been alerted.'],
    policies: [],
    logOnly: [],
    errors,
  };
}

/** An engine that denies everything, in place of one that cannot be made. */
export function denyingEngine(fault: string): PolicyEngine {
  return {
    decide: () => deniedByFault(fault),
    visible: ({ resources }) => resources.map(() => false),
  };
}
