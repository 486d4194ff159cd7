/** What front asks the policies: which entries of the catalogue a caller sees, and whether it may do one thing. */
import type { Decision, PolicyContext, PolicyRequest } from '../../../schemas/policy.ts';
import type {
  PromptRecord,
  ResourceRecord,
  ResourceTemplateRecord,
  ToolRecord,
} from '../../../schemas/registry-records.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { logger } from '../../core/logging/logger.ts';
import { count } from '../../core/logging/metrics.ts';
import { secondFactorAge } from '../../core/principal/second-factor.ts';
import { policyResourceOf } from '../../platform/policy/policy-resource.ts';
import { type CatalogueView, unknownTool } from '../../platform/registry/view.ts';
import type { FrontRequest } from '../front-request.ts';

/** How a call of something hidden answers: as if it did not exist, or with the reasons. */
export type DeniedAs = 'not-found' | 'forbidden';

/** What policies are asked with: the caller, the endpoint and address of its request, and the engine of its tenant. */
export type PolicyCaller = Pick<
  FrontRequest,
  'principal' | 'engine' | 'catalogue' | 'endpoint' | 'sourceIp' | 'correlationId'
>;

/** One thing that a caller wants to do. */
export interface PolicyQuestion {
  readonly action: PolicyRequest['action'];
  readonly record: ToolRecord | PromptRecord | ResourceRecord | ResourceTemplateRecord;
  readonly arguments?: Record<string, unknown>;
  /** Kinds of what the input guards noticed in the arguments. */
  readonly findings?: string[];
  /** The person for whom the caller wants to act. */
  readonly owner?: string;
}

/**
 * Asks the policies whether a caller may do one thing. An evaluation that fails is a fault of the platform: it denies,
 * and its metric raises an alarm.
 */
export async function askPolicies(
  caller: PolicyCaller,
  { action, record, arguments: args = {}, findings = [], owner }: PolicyQuestion,
): Promise<Decision> {
  const decision = await caller.engine.decide({
    principal: caller.principal,
    action,
    resource: policyResourceOf(caller.catalogue, record),
    arguments: args,
    context: { ...contextOf(caller, findings), ...(owner === undefined ? {} : { owner }) },
  });
  if (decision.errors.length > 0) {
    logger.error('policy evaluation failed', { errors: decision.errors, correlationId: caller.correlationId });
    count('PolicyFault');
  }
  return decision;
}

/** The refusal of what a decision denies: the reasons, and the scope or tier that would change it. */
export function denied({ reasons, policies, gate }: Decision, name: string): ManifoldError {
  const [reason = 'No policy allows it.'] = reasons;
  return new ManifoldError('E1004', `You may not use "${name}". ${reason}`, {
    details: {
      reasons,
      policies,
      ...(gate?.scopes ? { missingScopes: gate.scopes } : {}),
      ...(gate?.tier ? { requiredTier: gate.tier } : {}),
    },
  });
}

/**
 * What one caller sees of an endpoint. Entries that policies deny whatever the arguments are in no list. If a denied call
 * is to look like an unknown name, a hidden tool does not exist for calls and suggestions either.
 */
export async function visibleView(
  caller: Omit<PolicyCaller, 'correlationId'>,
  view: CatalogueView,
  deniedAs: DeniedAs,
): Promise<CatalogueView> {
  const { tools, resources, resourceTemplates, prompts } = view;
  const all = [...tools, ...resources, ...resourceTemplates, ...prompts];
  const answers = await caller.engine.visible({
    principal: caller.principal,
    context: contextOf(caller),
    resources: all.map((record) => policyResourceOf(caller.catalogue, record)),
  });
  const seen = new Set<unknown>(all.filter((_, index) => answers[index]));
  const visible = <T>(records: readonly T[]) => records.filter((record) => seen.has(record));
  const visibleTools = visible(tools);
  const hidden = new Set(tools.filter((record) => !seen.has(record)).map(({ definition }) => definition.name));
  return {
    tools: visibleTools,
    resources: visible(resources),
    resourceTemplates: visible(resourceTemplates),
    prompts: visible(prompts),
    tool: (reference) => {
      const [name = ''] = reference.split('@');
      if (deniedAs === 'not-found' && hidden.has(name)) throw unknownTool(reference, [], visibleTools);
      return view.tool(reference, visibleTools);
    },
  };
}

/** The circumstances of a request as policies see them. */
function contextOf(
  { endpoint, principal, sourceIp }: Pick<PolicyCaller, 'endpoint' | 'principal' | 'sourceIp'>,
  findings: string[] = [],
): PolicyContext {
  const time = Math.floor(Date.now() / 1000);
  const mfaAgeSeconds = secondFactorAge(principal, time);
  return {
    time,
    sourceIp,
    ...(mfaAgeSeconds === undefined ? {} : { mfaAgeSeconds }),
    endpoint: endpoint.kind === 'bundle' ? endpoint.name : endpoint.kind,
    findings,
  };
}
