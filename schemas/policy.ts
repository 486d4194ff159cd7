import * as z from 'zod';
import { Principal } from './invocation.ts';
import { SemanticVersion } from './json.ts';
import { Tier, ToolAnnotations } from './tool-definition.ts';

/**
 * What a role may be given. A call of a tool asks for `tools:execute`, a resource or prompt for `tools:read`; either asks
 * for `users:act` before that if it names another person than the caller.
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

/** Who asks. `permissions`, where a credential carries them, narrow what its roles give; they never add to it. */
export const PolicyPrincipal = Principal.extend({ permissions: z.array(z.string()).optional() });
export type PolicyPrincipal = z.infer<typeof PolicyPrincipal>;

/** Type of one argument as policies see it; `number` has four decimal places. */
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

/** What of a tool, resource, prompt or the platform itself a policy may look at. */
export const PolicyResource = z.object({
  /** `platform`: what is administered, e.g. `policies`, `users`, `audit`. */
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
  /** Types of the arguments that policies may read; no other argument reaches an engine. */
  argumentTypes: z.record(z.string(), ArgumentType).optional(),
});
export type PolicyResource = z.infer<typeof PolicyResource>;

/**
 * What a call acts on beside the tool. Without namespaces or commands it acts on the whole cluster or device; an
 * operation that is no command line has a name of its own, e.g. `config:apply`.
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

/** Circumstances of a request. */
export const PolicyContext = z.object({
  /** Unix seconds. */
  time: z.int(),
  /** Address of the caller, IPv4 or IPv6; absent where it is not known. */
  sourceIp: z.string().optional(),
  /** Seconds since the last multi-factor sign-in; absent where there was none. */
  mfaAgeSeconds: z.int().nonnegative().optional(),
  /** `all`, `public` or the name of a bundle. */
  endpoint: z.string(),
  /** What the input guards noticed: `prompt_injection`, `script`, … */
  findings: z.array(z.string()),
  /** The other person whose things are meant; with `users:act` alone. */
  owner: z.string().optional(),
});
export type PolicyContext = z.infer<typeof PolicyContext>;

/** One question to the policy engine. */
export const PolicyRequest = z.object({
  principal: PolicyPrincipal,
  action: Permission,
  resource: PolicyResource,
  target: PolicyTarget.optional(),
  /** Arguments, as far as `resource.argumentTypes` names them. */
  arguments: z.record(z.string(), z.unknown()),
  context: PolicyContext,
});
export type PolicyRequest = z.infer<typeof PolicyRequest>;

export const Effect = z.enum(['allow', 'deny', 'requires-approval']);
export type Effect = z.infer<typeof Effect>;

/** The answer. Deny wins over requires-approval, which wins over allow. */
export const Decision = z.object({
  effect: Effect,
  /** Sentences for the caller, those of the highest priority first. */
  reasons: z.array(z.string()),
  /** Policies that determined the effect, as `id@version`, in the order of their reasons. */
  policies: z.array(z.string()),
  /** LOG_ONLY policies that matched, or failed, and what they would have done. They never change the effect. */
  logOnly: z.array(z.object({ policy: z.string(), effect: z.union([Effect, z.literal('error')]) })),
  /** Faults of the evaluation, for operators; where there is one, the effect is deny. */
  errors: z.array(z.string()),
  /** What the caller could bring to pass: scopes for an OAuth challenge, the tier for an upgrade. */
  gate: z.object({ scopes: z.array(z.string()).optional(), tier: Tier.optional() }).optional(),
});
export type Decision = z.infer<typeof Decision>;

/** Which of these may the principal see? */
export interface VisibilityRequest {
  principal: PolicyPrincipal;
  context: PolicyContext;
  resources: readonly PolicyResource[];
}
