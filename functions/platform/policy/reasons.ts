import type { PolicyRequest } from '../../../schemas/policy.ts';
import { missingScopes } from '../../core/principal/scopes.ts';

/** Scopes that the tool asks for and the principal lacks. */
export function missingScopesOf({ principal, resource }: Pick<PolicyRequest, 'principal' | 'resource'>): string[] {
  return missingScopes(resource.requiredScopes, principal);
}

/**
 * A policy's sentence with its places filled in: {principal}, {tenant}, {tier}, {roles}, {action}, {resource},
 * {family}, {requiredTier}, {missingScopes}, {target}, {findings}. What is unknown stays as it was written.
 */
export function fillReason(template: string, request: PolicyRequest): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => {
    const fill = Object.hasOwn(PLACES, name) ? PLACES[name] : undefined;
    return fill?.(request) ?? place;
  });
}

const PLACES: Record<string, (request: PolicyRequest) => string | undefined> = {
  principal: ({ principal }) => principal.id,
  tenant: ({ principal }) => principal.tenant,
  tier: ({ principal }) => principal.tier,
  roles: ({ principal }) => namesOf(principal.roles, 'none'),
  action: ({ action }) => action,
  resource: ({ resource }) => `the ${resource.kind} "${resource.name}"`,
  family: ({ resource }) => resource.family,
  requiredTier: ({ resource }) => resource.requiredTier,
  missingScopes: (request) => namesOf(missingScopesOf(request), 'none'),
  target: ({ target }) => target && `the ${target.kind} "${target.name}"`,
  findings: ({ context }) => namesOf(context.findings, 'nothing'),
};

/** The reason for a denial if no policy permits. */
export function unpermitted(request: PolicyRequest): string {
  const { roles } = request.principal;
  const who =
    roles.length === 0
      ? 'You have no role, and without one'
      : `For your ${roles.length === 1 ? 'role' : 'roles'} ${namesOf(roles, '')}`;
  return fillReason(`${who} no policy allows {action} on {resource}.`, request);
}

function namesOf(names: readonly string[], none: string): string {
  return names.length === 0 ? none : names.join(', ');
}
