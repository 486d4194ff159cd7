import type { CedarValueJson, Context, EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm';
import type { PolicyPrincipal, PolicyRequest, PolicyResource, PolicyTarget } from '../../../../schemas/policy.ts';
import { TIERS, type Tier } from '../../../../schemas/tool-definition.ts';
import { withoutUndefined } from '../../../core/json/without-undefined.ts';
import { cedarArguments } from './argument-values.ts';
import { callAction, callGroup } from './schema.ts';

const uid = (type: string, id: string): TypeAndId => ({ type, id });
const rankOf = (tier: Tier) => TIERS.indexOf(tier);

/** Cedar takes no undefined values, so optional attributes are left out. */
const defined = (attributes: Record<string, CedarValueJson | undefined>) =>
  withoutUndefined(attributes) as Record<string, CedarValueJson>;

/** The principal, a member of its roles and its tenant. */
export function userEntity(principal: PolicyPrincipal): EntityJson & { uid: TypeAndId } {
  const { id, tenant, tier, roles, scopes, credential, permissions } = principal;
  return {
    uid: uid('User', id),
    attrs: defined({ id, tenant, tier, tierRank: rankOf(tier), scopes, credential, permissions }),
    parents: [...roles.map((role) => uid('Role', role)), uid('Tenant', tenant)],
  };
}

const TYPES = { tool: 'Tool', resource: 'Resource', prompt: 'Prompt', platform: 'Platform' } as const;

/** The resource, a member of its family, tags, bundles and, for a tool, category. */
export function resourceEntity(resource: PolicyResource): EntityJson & { uid: TypeAndId } {
  const { kind, name, family, tags, requiredScopes } = resource;
  const own = uid(TYPES[kind], name);
  if (kind === 'platform') return { uid: own, attrs: { name }, parents: [] };
  const parents = [
    uid('Family', family),
    ...tags.map((tag) => uid('Tag', tag)),
    ...resource.bundles.map((bundle) => uid('Bundle', bundle)),
  ];
  const attrs = { name, family, tags, requiredScopes };
  if (kind !== 'tool') return { uid: own, attrs, parents };
  const { version = '0.0.0', category = '', subcategory = '', requiredTier, annotations } = resource;
  return {
    uid: own,
    attrs: {
      ...attrs,
      version,
      category,
      subcategory,
      ...defined({ requiredTier, requiredTierRank: requiredTier && rankOf(requiredTier) }),
      // For a missing hint, the protocol assumes the worst case.
      readOnly: annotations?.readOnlyHint ?? false,
      destructive: annotations?.destructiveHint ?? true,
      idempotent: annotations?.idempotentHint ?? false,
      openWorld: annotations?.openWorldHint ?? true,
      movesMoney: resource.movesMoney,
      sensitive: resource.sensitive,
      public: resource.public,
    },
    parents: [...parents, uid('Category', category)],
  };
}

/** The action. The call of a tool is one of its own, in the group of that tool's calls and in `tools:execute`. */
export function actionEntity(
  action: PolicyRequest['action'],
  resource: PolicyResource,
): EntityJson & { uid: TypeAndId } {
  if (action !== 'tools:execute' || resource.kind !== 'tool') {
    return { uid: uid('Action', action), attrs: {}, parents: [] };
  }
  return {
    uid: uid('Action', callAction(resource.name, resource.version ?? '0.0.0')),
    attrs: {},
    // Without a schema Cedar takes the parents as they are, so the indirect one is named too.
    parents: [uid('Action', callGroup(resource.name)), uid('Action', 'tools:execute')],
  };
}

type Circumstances = Pick<PolicyRequest, 'action' | 'resource' | 'arguments' | 'context' | 'target'>;

/** The context. Grants are looked up before, since "every command is covered" cannot be said in Cedar. */
export function contextOf(request: Circumstances, grants: readonly string[]): Context {
  const { time, sourceIp, endpoint, mfaAgeSeconds, findings, owner } = request.context;
  const date = new Date(time * 1000);
  return {
    time: { unix: time, hour: date.getUTCHours(), weekday: date.getUTCDay() || 7 },
    endpoint,
    findings,
    ...defined({
      sourceIp: sourceIp === undefined ? undefined : { __extn: { fn: 'ip', arg: plainAddress(sourceIp) } },
      mfaAgeSeconds,
      owner: request.action === 'users:act' ? owner : undefined,
      target: request.target && targetOf(request.target, grants),
    }),
    ...argumentsOf(request),
  };
}

/** The arguments of a call, or the variables of the URI template that is read. */
function argumentsOf({ action, resource, arguments: given }: Circumstances): Context {
  const values = () => cedarArguments(given, resource.argumentTypes ?? {});
  if (action === 'tools:execute') return { arguments: values() };
  return action === 'tools:read' && resource.kind === 'resource' ? { variables: values() } : {};
}

/** An IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2), which Cedar does not accept, as IPv4. */
function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

function targetOf(target: PolicyTarget, grants: readonly string[]): Record<string, CedarValueJson> {
  return {
    kind: target.kind,
    name: target.name,
    tags: target.tags,
    namespaces: target.kind === 'cluster' ? target.namespaces : [],
    commands: target.kind === 'device' ? target.commands : [],
    grants: [...grants],
  };
}
