import type { CedarEngine } from '../../functions/platform/policy/cedar/cedar-engine.ts';
import type { PolicyRequest } from '../../schemas/policy.ts';
import { SHIPPED_ROLES } from '../../schemas/policy-records.ts';
import { TIERS } from '../../schemas/tool-definition.ts';

/** One change of a request, in words. */
interface Change {
  words: string;
  request: PolicyRequest;
}

/**
 * Single changes of the request that would make it allowed. Each change is tried: another role, a higher tier, the missing
 * scopes, fewer findings, a recent MFA, one argument left out.
 */
export function whatWouldHelp(
  engine: CedarEngine,
  request: PolicyRequest,
  customRoles: readonly string[] = [],
): string[] {
  const changes = [...changesOf(request, [...SHIPPED_ROLES, ...customRoles])];
  return changes.filter((change) => engine.decide(change.request).effect === 'allow').map(({ words }) => words);
}

function* changesOf(request: PolicyRequest, roles: readonly string[]): Generator<Change> {
  const { principal, context, resource } = request;
  const as = (words: string, changes: Partial<PolicyRequest['principal']>): Change => ({
    words,
    request: { ...request, principal: { ...principal, ...changes } },
  });
  const under = (words: string, changes: Partial<PolicyRequest['context']>): Change => ({
    words,
    request: { ...request, context: { ...context, ...changes } },
  });
  for (const role of roles.filter((name) => !principal.roles.includes(name))) {
    yield as(`with the role "${role}"`, { roles: [...principal.roles, role] });
  }
  const missing = resource.requiredScopes.filter((scope) => !principal.scopes.includes(scope));
  if (missing.length > 0) {
    yield as(`with the scopes ${missing.join(', ')}`, { scopes: [...principal.scopes, ...missing] });
  }
  for (const tier of TIERS.slice(TIERS.indexOf(principal.tier) + 1)) yield as(`with the tier "${tier}"`, { tier });
  if (principal.permissions) {
    yield as('with a credential that is not limited to permissions', { permissions: undefined });
  }
  if (context.findings.length > 0) yield under('without the findings in its input', { findings: [] });
  if (context.mfaAgeSeconds !== 0) yield under('right after a multi-factor sign-in', { mfaAgeSeconds: 0 });
  if (request.target) yield { words: 'without a target', request: { ...request, target: undefined } };
  for (const name of Object.keys(request.arguments)) {
    const { [name]: _left, ...others } = request.arguments;
    yield { words: `without the argument "${name}"`, request: { ...request, arguments: others } };
  }
}
