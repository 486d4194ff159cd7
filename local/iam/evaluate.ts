import { conditionsHold, type RequestContext, withVariables } from './conditions.ts';
import { matchesAction, matchesArn } from './match.ts';
import type { Policy, Statement } from './policy.ts';

export type AccessRequest = {
  /** `service:Operation`. */
  action: string;
  /** ARN that is acted upon, or `*` for actions that name no resource. */
  resource: string;
  context: RequestContext;
};

export type Decision = 'allowed' | 'denied explicitly' | 'not allowed';

/**
 * Evaluates identity policies: an explicit deny wins, otherwise one allow is needed.
 * Principal elements are not looked at; see resource-policy.ts.
 */
export function evaluate(request: AccessRequest, policies: readonly Policy[]): Decision {
  let allowed = false;
  for (const { statements } of policies) {
    for (const statement of statements) {
      if (!applies(statement, request)) continue;
      if (statement.effect === 'Deny') return 'denied explicitly';
      allowed = true;
    }
  }
  return allowed ? 'allowed' : 'not allowed';
}

/** Whether action, resource and conditions of a statement fit the request. */
export function applies(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  const { actions, notActions, resources, notResources } = statement;
  if (actions && !actions.some((pattern) => matchesAction(pattern, action))) return false;
  if (notActions?.some((pattern) => matchesAction(pattern, action))) return false;
  const fits = (pattern: string) => {
    const expanded = withVariables(pattern, context);
    return expanded !== undefined && matchesArn(expanded, resource);
  };
  if (resources && !resources.some(fits)) return false;
  if (notResources?.some(fits)) return false;
  return conditionsHold(statement.conditions, context);
}
