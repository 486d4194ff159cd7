import type { PolicyPrincipal, PolicyResource, VisibilityRequest } from '../../../../schemas/policy.ts';
import { canonicalJson } from '../../../core/json/canonical.ts';
import { authorizerOf } from './authorizer.ts';
import { actionEntity, contextOf, resourceEntity, userEntity } from './entities.ts';
import type { Cedar } from './load-cedar.ts';
import { WHOLE } from './policy-json.ts';
import { type Distinctions, distinctionsOf, type StaticPolicies } from './policy-set.ts';
import { callAction, callGroup } from './schema.ts';

/** Number of callers whose answers are kept. */
const MOST_CALLERS = 200;

/**
 * Filters lists. Resources that the policies cannot distinguish share one evaluation. Answers are kept per caller and
 * circumstances, as far as policies read them.
 */
export function visibility(cedar: Cedar, listing: StaticPolicies): (request: VisibilityRequest) => boolean[] {
  const authorize = authorizerOf(cedar, listing);
  const distinctions = distinctionsOf(listing);
  const signatureOf = memoised((resource: PolicyResource) => signature(resource, distinctions));
  const callers = new Map<string, Map<string, boolean>>();

  const ask = (request: VisibilityRequest, resource: PolicyResource): boolean => {
    const use = resource.kind === 'tool' ? 'tools:execute' : 'tools:read';
    const principal = userEntity(request.principal);
    const entity = resourceEntity(resource);
    // One who may call but not list sees nothing, and the other way round.
    return (['tools:list', use] as const).every((action) => {
      const context = contextOf({ action, resource, arguments: {}, context: request.context }, []);
      const answer = authorize({ principal, action: actionEntity(action, resource), resource: entity, context });
      return answer.allowed && answer.failed.length === 0;
    });
  };

  return (request) => {
    const known = answersFor(callers, callerKey(request, distinctions));
    return request.resources.map((resource) => {
      const key = signatureOf(resource);
      const before = known.get(key);
      if (before !== undefined) return before;
      const answer = ask(request, resource);
      known.set(key, answer);
      return answer;
    });
  };
}

/** The cachedAuthorize answers of one caller; the caller not seen for longest makes room. */
function answersFor(callers: Map<string, Map<string, boolean>>, key: string): Map<string, boolean> {
  const known = callers.get(key) ?? new Map<string, boolean>();
  callers.delete(key);
  callers.set(key, known);
  const oldest = callers.keys().next().value;
  if (callers.size > MOST_CALLERS && oldest !== undefined) callers.delete(oldest);
  return known;
}

/** The credential counts too, since policies may name it. */
function callerKey({ principal, context }: VisibilityRequest, { context: read }: Distinctions): string {
  const { findings: _call, mfaAgeSeconds: _too, ...known } = context;
  const circumstances = Object.entries(known).filter(([name]) => read.has(name));
  return canonicalJson([sorted(principal), circumstances]);
}

function sorted(principal: PolicyPrincipal): PolicyPrincipal {
  return { ...principal, roles: principal.roles.toSorted(), scopes: principal.scopes.toSorted() };
}

/** As much of a resource as the policies look at: attributes that they read, groups and names that they mention. */
function signature(resource: PolicyResource, { entities, resource: read }: Distinctions): string {
  const { uid, attrs, parents } = resourceEntity(resource);
  if (read.has(WHOLE)) return canonicalJson([uid, attrs, parents]);
  const { name, version = '' } = resource;
  const named = [
    uid,
    ...parents,
    { type: 'Action', id: callGroup(name) },
    { type: 'Action', id: callAction(name, version) },
  ];
  const mentioned = named
    .map((entity) => ('type' in entity ? `${entity.type}::${entity.id}` : ''))
    .filter((one) => entities.has(one));
  return canonicalJson([
    uid.type,
    Object.entries(attrs).filter(([attribute]) => read.has(attribute)),
    mentioned.sort(),
  ]);
}

function memoised<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}
