import { policyResourceOf } from '../../functions/platform/policy/policy-resource.ts';
import type { Catalogue } from '../../functions/platform/registry/catalogue.ts';
import { AuditEvent } from '../../schemas/audit-event.ts';
import type { Effect, Permission, PolicyRequest } from '../../schemas/policy.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import { argumentsKept } from './arguments-kept.ts';

/** The policy question of a recorded call, rebuilt from its audit event. */
export interface ReplayedCall {
  readonly event: AuditEvent;
  readonly request: PolicyRequest;
  /** Dotted paths of arguments that are recorded as hashes; the request has a placeholder for them. */
  readonly hashed: readonly string[];
  /** The decision at that time; absent if policies hid the tool, so that its visibility is compared. */
  readonly decided?: Effect;
}

/** The call, or the reason why it cannot be decided again; undefined for events that policies do not decide. */
export type Replayable = { readonly call: ReplayedCall } | { readonly not: string } | undefined;

const ACTIONS: Partial<Record<AuditEvent['operation'], Permission>> = {
  'tools/call': 'tools:execute',
  'resources/read': 'tools:read',
  'prompts/get': 'tools:read',
};

/**
 * The audit outcome of a call has what policies read: principal, roles, scopes, tier, time, address without its host part,
 * and the arguments that the tool lets policies read, as far as the audit trail keeps them.
 */
export function replayOf(catalogue: Catalogue, sealed: SealedEvent): Replayable {
  const parsed = AuditEvent.safeParse(sealed);
  if (!parsed.success) return sealed.phase === 'outcome' ? { not: 'written in another format' } : undefined;
  const event = parsed.data;
  const action = ACTIONS[event.operation];
  if (event.phase !== 'outcome' || action === undefined) return undefined;
  const { asked, decision } = event;
  if (!asked) return { not: 'without the roles and scopes that it came with' };
  const record = recordOf(catalogue, event);
  const hidden = decision === undefined && event.errorCode === 'E3001' && record !== undefined;
  if (decision === undefined && !hidden) {
    return { not: `answered before policies were asked (${event.errorCode ?? event.outcome})` };
  }
  if (!record) return { not: `of ${nameOf(event)}, which the registry no longer has` };
  const resource = policyResourceOf(catalogue, record);
  if (resource.kind === 'resource' && Object.keys(resource.argumentTypes ?? {}).length > 0) {
    return { not: 'of resources whose variables policies may read: audit does not keep them' };
  }
  const { roles, scopes, tier, unattended, mfaAgeSeconds, endpoint } = asked;
  const sourceIp = event.address.split('/')[0];
  const { values, hashed } = argumentsKept(event.argumentsProjection);
  const request: PolicyRequest = {
    principal: {
      id: event.principal,
      tenant: event.tenant,
      tier,
      roles,
      scopes,
      credential: event.credential,
      unattended,
    },
    action,
    resource,
    arguments: values,
    context: {
      time: Math.floor(Date.parse(event.at) / 1000),
      sourceIp: sourceIp === 'unknown' ? undefined : sourceIp,
      mfaAgeSeconds,
      endpoint,
      findings: [...new Set((event.findings ?? []).map((finding) => finding.split(':')[0] ?? finding))],
    },
  };
  return { call: { event, request, hashed, decided: decision } };
}

function recordOf(
  { tools, prompts, resources, resourceTemplates }: Catalogue,
  { operation, target, version }: AuditEvent,
) {
  switch (operation) {
    case 'tools/call':
      return (tools.get(target) ?? []).find(
        ({ definition }) => version === undefined || definition.version === version,
      );
    case 'prompts/get':
      return [...prompts.values()].find(({ definition }) => definition.name === target);
    default:
      return (
        [...resources.values()].find(({ definition }) => definition.uri === target) ??
        [...resourceTemplates.values()].find(({ definition }) => definition.uriTemplate === target)
      );
  }
}

const nameOf = ({ target, version }: AuditEvent) => (version === undefined ? target : `${target}@${version}`);
