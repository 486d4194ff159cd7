import * as z from 'zod';
import { Principal } from './invocation.ts';
import { SemanticVersion } from './json.ts';
import { Tier, ToolAnnotations } from './tool-definition.ts';

/**
 * Permissions of roles. A tool call needs `tools:execute`; reading a resource or prompt needs `tools:read`. Both also
 * need `users:act` if they name a person other than the caller.
 */
export const PERMISSIONS = [
  'tools:list',
  'tools:read',
  'tools:execute',
  'tools:write',
  'policies:read',
  'policies:write',
  'audit:read',
  'metrics:read',
  'users:manage',
  'conversations:create',
  'users:act',
] as const;
export const Permission = z.enum(PERMISSIONS);
export type Permission = z.infer<typeof Permission>;

/**
 * The principal that asks. If a credential carries `permissions`, they limit those of its roles and never add to them.
 */
export const PolicyPrincipal = Principal.extend({ permissions: z.array(z.string()).optional() });
export type PolicyPrincipal = z.infer<typeof PolicyPrincipal>;

/** Type of an argument as policies see it; a `number` has four decimal places. */
export type ArgumentType =
  | { type: 'string' | 'integer' | 'number' | 'boolean' }
  | { type: 'set'; element: ArgumentType }
  | { type: 'record'; fields: ArgumentTypes };
export type ArgumentTypes = { [name: string]: ArgumentType };
export const ArgumentType: z.ZodType<ArgumentType> = z.lazy(() =>
  z.union([
    z.object({ type: z.enum(['string', 'integer', 'number', 'boolean']) }),
    z.object({ type: z.literal('set'), element: ArgumentType }),
    z.object({ type: z.literal('record'), fields: z.record(z.string(), ArgumentType) }),
  ]),
);

/** The properties of a tool, resource, prompt or part of the platform that policies can read. */
export const PolicyResource = z.object({
  /** `platform`: a part that administrators manage, such as `policies`, `users` or `audit`. */
  kind: z.enum(['tool', 'resource', 'prompt', 'platform']),
  /** Name of a tool or prompt, URI or URI template of a resource. */
  name: z.string().min(1),
  version: SemanticVersion.optional(),
  family: z.string(),
  category: z.string().optional(),
  subcategory: z.string().optional(),
  tags: z.array(z.string()),
  bundles: z.array(z.string()),
  requiredScopes: z.array(z.string()),
  requiredTier: Tier.optional(),
  annotations: ToolAnnotations.optional(),
  movesMoney: z.boolean(),
  sensitive: z.boolean(),
  public: z.boolean(),
  /** Types of the arguments that policies may read. Engines get no other arguments. */
  argumentTypes: z.record(z.string(), ArgumentType).optional(),
});
export type PolicyResource = z.infer<typeof PolicyResource>;

/**
 * The cluster or device on which a call acts. A call without namespaces or commands acts on all of it. An operation
 * that is not a command line has a name, such as `config:apply`.
 */
export const PolicyTarget = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('cluster'),
    name: z.string().min(1),
    tags: z.array(z.string()),
    namespaces: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('device'),
    name: z.string().min(1),
    tags: z.array(z.string()),
    commands: z.array(z.string()),
  }),
]);
export type PolicyTarget = z.infer<typeof PolicyTarget>;

/** The circumstances of a request. */
export const PolicyContext = z.object({
  /** Unix seconds. */
  time: z.int(),
  /** IPv4 or IPv6 address of the caller; absent if it is unknown. */
  sourceIp: z.string().optional(),
  /** Seconds since the last sign-in with a second factor; absent if there was no second factor. */
  mfaAgeSeconds: z.int().nonnegative().optional(),
  /** `all`, `public` or the name of a bundle. */
  endpoint: z.string(),
  /** Kinds of findings of the input guards: `prompt_injection`, `script`. */
  findings: z.array(z.string()),
  /** Id of the other person for whom the principal acts; only for `users:act`. */
  owner: z.string().optional(),
});
export type PolicyContext = z.infer<typeof PolicyContext>;

/** A request for a decision of the policy engine. */
export const PolicyRequest = z.object({
  principal: PolicyPrincipal,
  action: Permission,
  resource: PolicyResource,
  target: PolicyTarget.optional(),
  /** The arguments that `resource.argumentTypes` names. */
  arguments: z.record(z.string(), z.unknown()),
  context: PolicyContext,
});
export type PolicyRequest = z.infer<typeof PolicyRequest>;

export const Effect = z.enum(['allow', 'deny', 'requires-approval']);
export type Effect = z.infer<typeof Effect>;

/** The decision. `deny` wins over `requires-approval`, which wins over `allow`. */
export const Decision = z.object({
  effect: Effect,
  /** Sentences for the caller, highest priority first. */
  reasons: z.array(z.string()),
  /** Policies that determined the effect, as `id@version`, in the order of their reasons. */
  policies: z.array(z.string()),
  /**
   * LOG_ONLY policies that matched or failed, with the effect that they would have had. They never change the effect.
   */
  logOnly: z.array(z.object({ policy: z.string(), effect: z.union([Effect, z.literal('error')]) })),
  /** Faults of the evaluation, for operators. If there is one, the effect is `deny`. */
  errors: z.array(z.string()),
  /** What the caller needs in order to be allowed: scopes to request, or a tier to upgrade to. */
  gate: z.object({ scopes: z.array(z.string()).optional(), tier: Tier.optional() }).optional(),
});
export type Decision = z.infer<typeof Decision>;

/** A request to say which of these resources the principal may see. */
export interface VisibilityRequest {
  principal: PolicyPrincipal;
  context: PolicyContext;
  resources: readonly PolicyResource[];
}
