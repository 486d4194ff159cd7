import type { Decision, PolicyRequest } from '../../../../schemas/policy.ts';
import type { GrantRecord, ListRecord, PolicyRecord, RoleRecord } from '../../../../schemas/policy-records.ts';
import { deniedByFault, type PolicyEngine } from '../engine.ts';
import { coveringGrants } from '../grants/covering-grants.ts';
import { fillReason, missingScopesOf, unpermitted } from '../reasons.ts';
import { type BrokenRecord, compileBroken } from '../records/broken-records.ts';
import { compileLists, compileRole } from '../records/compile-records.ts';
import { type Authorize, authorizerOf, type CedarAnswer, type CedarQuestion } from './authorizer.ts';
import { cachedAuthorize } from './cached-authorize.ts';
import { actionEntity, contextOf, resourceEntity, userEntity } from './entities.ts';
import type { Cedar } from './load-cedar.ts';
import { parsePolicy } from './parse-policy.ts';
import { type CompiledPolicy, compileMade, compilePolicy, enforcedSet, listingSet, observedSet } from './policy-set.ts';
import { visibility } from './visibility.ts';

/** The records that decide for one tenant: those of the platform and its own. */
export interface PolicyRecords {
  policies: readonly PolicyRecord[];
  roles: readonly RoleRecord[];
  lists: readonly ListRecord[];
  grants: readonly GrantRecord[];
  /** Records that break their contract, as far as they may forbid something; absent: all records were readable. */
  broken?: readonly BrokenRecord[];
}

/** An engine for fixed records: make a new one when they change. Its methods are synchronous. */
export interface CedarEngine extends PolicyEngine {
  decide(request: PolicyRequest): Decision;
  visible(...request: Parameters<PolicyEngine['visible']>): boolean[];
}

/**
 * The engine over Cedar. Default deny; forbid wins; a policy that fails to evaluate denies, since Cedar would leave a
 * failing forbid out.
 *
 * @throws {Error} that names a policy that does not parse, or a broken record of which it is unknown what it forbids;
 *   also if
 * two policies have the same id
 */
export function cedarEngine(cedar: Cedar, records: PolicyRecords): CedarEngine {
  const compiled = [
    ...records.policies
      .filter(({ status }) => status === 'active')
      .map((record) => compilePolicy(record, parsePolicy(cedar, record.text, record.id))),
    ...[...records.roles.map(compileRole), ...compileLists(records.lists)].map(compileMade),
    ...compileBroken(cedar, records.broken ?? []).map(compileMade),
  ];
  const byKey = new Map(compiled.map((policy) => [policy.key, policy]));
  // One of the two policies would be lost, perhaps a forbid.
  if (byKey.size < compiled.length) throw new Error('Two policies have the same id and version.');
  const enforced = enforcedSet(compiled);
  const observed = observedSet(compiled);
  const engine: DecidingParts = {
    byKey,
    grants: records.grants,
    enforce: cachedAuthorize(authorizerOf(cedar, enforced), enforced),
    observe: Object.keys(observed).length > 0 ? cachedAuthorize(authorizerOf(cedar, observed), observed) : undefined,
    ungated: once(() => authorizerOf(cedar, enforcedSet(compiled.filter(({ gate }) => gate === undefined)))),
  };
  const visible = once(() => visibility(cedar, listingSet(compiled)));
  return {
    decide: (request) => {
      try {
        return decide(engine, request);
      } catch (error) {
        return deniedByFault(error instanceof Error ? error.message : String(error));
      }
    },
    visible: (request) => {
      try {
        return visible()(request);
      } catch {
        return request.resources.map(() => false);
      }
    },
  };
}

interface DecidingParts {
  byKey: ReadonlyMap<string, CompiledPolicy>;
  grants: readonly GrantRecord[];
  enforce: Authorize;
  observe: Authorize | undefined;
  /** The enforced policies without gates; made when first needed. */
  ungated: () => Authorize;
}

function decide(parts: DecidingParts, request: PolicyRequest): Decision {
  const { principal, target, context } = request;
  const grants = target ? coveringGrants(parts.grants, { principal, target, time: context.time }) : [];
  const question = {
    principal: userEntity(principal),
    action: actionEntity(request.action, request.resource),
    resource: resourceEntity(request.resource),
    context: contextOf(request, grants),
  };
  const enforced = parts.enforce(question);
  const observed = enforced.fault === undefined ? parts.observe?.(question) : undefined;
  const { logOnly, approvals, faults } = sortObserved(parts, observed);
  const errors = [...faultsOf(enforced), ...faults];
  if (errors.length > 0) return { ...deniedByFault(...errors), logOnly };

  const determining = inOrder(parts, enforced.determining);
  if (!enforced.allowed) return { ...denial(parts, determining, question, request), logOnly, errors };
  const effect = approvals.length > 0 ? 'requires-approval' : 'allow';
  return { ...told(effect, approvals.length > 0 ? approvals : determining, request), logOnly, errors };
}

/** A gate is named only if no other policy denies the call, since opening the gate would not help otherwise. */
function denial(
  parts: DecidingParts,
  determining: readonly CompiledPolicy[],
  question: CedarQuestion,
  request: PolicyRequest,
): Pick<Decision, 'effect' | 'reasons' | 'policies' | 'gate'> {
  const gatesOnly = determining.length > 0 && determining.every(({ gate }) => gate !== undefined);
  const beyond = gatesOnly ? parts.ungated()(question) : undefined;
  if (beyond?.allowed) return { ...told('deny', determining, request), gate: gateOf(determining, request) };
  const reasons = beyond ? inOrder(parts, beyond.determining) : determining;
  if (reasons.length === 0) return { effect: 'deny', reasons: [unpermitted(request)], policies: [] };
  return told('deny', reasons, request);
}

function sortObserved(parts: DecidingParts, answer: CedarAnswer | undefined) {
  const matched = inOrder(parts, answer?.determining ?? []);
  const failed = answer?.failed ?? [];
  const isLogOnly = (key: string) => parts.byKey.get(key)?.logOnly === true;
  return {
    approvals: matched.filter((policy) => !policy.logOnly),
    logOnly: [
      ...matched.filter((policy) => policy.logOnly).map(({ key, effect }) => ({ policy: key, effect })),
      ...failed.filter(({ key }) => isLogOnly(key)).map(({ key }) => ({ policy: key, effect: 'error' as const })),
    ],
    faults: answer ? faultsOf({ ...answer, failed: failed.filter(({ key }) => !isLogOnly(key)) }) : [],
  };
}

function faultsOf({ failed, fault }: CedarAnswer): string[] {
  return [...(fault === undefined ? [] : [fault]), ...failed.map(({ key, message }) => `${key}: ${message}`)];
}

/** Highest priority first, then by key, so that a decision reads the same each time. */
function inOrder({ byKey }: DecidingParts, keys: readonly string[]): CompiledPolicy[] {
  return keys
    .flatMap((key) => byKey.get(key) ?? [])
    .sort((one, other) => other.priority - one.priority || (one.key < other.key ? -1 : 1));
}

function told(effect: Decision['effect'], policies: readonly CompiledPolicy[], request: PolicyRequest) {
  return {
    effect,
    reasons: policies.map(({ reason }) => fillReason(reason, request)),
    policies: policies.map(({ key }) => key),
  };
}

/** What would open the gates. */
function gateOf(policies: readonly CompiledPolicy[], request: PolicyRequest): Decision['gate'] {
  const { requiredTier } = request.resource;
  const gates = new Set(policies.map(({ gate }) => gate));
  return {
    scopes: gates.has('scopes') ? missingScopesOf(request) : undefined,
    tier: gates.has('tier') ? requiredTier : undefined,
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
