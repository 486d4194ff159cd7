import * as z from 'zod';
import { SemanticVersion, Slug } from './json.ts';
import { FRONT_TOOLS, ToolDefinition } from './tool-definition.ts';
import { WebhookDefinition } from './webhooks.ts';

/** A resource with one fixed URI. */
export const ResourceDefinition = z.object({
  uri: z.string().min(1),
  name: z.string().min(1),
  title: z.string().min(1),
  description: z.string().min(1),
  mimeType: z.string().min(1),
  requiredScopes: z.array(z.string()),
  /** Seconds for which a client may keep what it read; 0 if tools, events or time change it. Absent: 0. */
  ttlSeconds: z.int().nonnegative().max(86_400).optional(),
});
export type ResourceDefinition = z.infer<typeof ResourceDefinition>;

/** Resources that an RFC 6570 URI template addresses. */
export const ResourceTemplateDefinition = ResourceDefinition.omit({ uri: true }).extend({
  uriTemplate: z.string().min(1),
  /** Variables of the template for which the family offers completion. */
  completes: z.array(z.string()),
});
export type ResourceTemplateDefinition = z.infer<typeof ResourceTemplateDefinition>;

export const PromptArgument = z.object({ name: z.string(), description: z.string(), required: z.boolean() });

/** A prompt. The family makes its messages from the arguments. */
export const PromptDefinition = z.object({
  name: z.string().min(1),
  title: z.string().min(1),
  description: z.string().min(1),
  arguments: z.array(PromptArgument),
  completes: z.array(z.string()),
  requiredScopes: z.array(z.string()),
});
export type PromptDefinition = z.infer<typeof PromptDefinition>;

/** Tables of the platform. */
export const TABLES = ['registry', 'identity', 'usage', 'audit', 'state'] as const;
export const TableName = z.enum(TABLES);
export type TableName = z.infer<typeof TableName>;

/**
 * Capabilities of the platform that a family can ask for. Each brings the least privilege that it needs
 * (docs/families.md).
 *
 * - `api-keys`: make, change, list and revoke API keys
 * - `user-directory`: sign people in at the stage's user pool
 * - `plan-assignments`: give a tenant or principal a plan
 * - `usage`: read what a tenant has used
 * - `platform-tokens`: have subscription tokens of 365 days issued and revoked
 * - `approvals`: read the tenant's approvals
 * - `platform-health`: read the health of the platform's tables and of the families' providers
 * - `cache-invalidation`: invalidate cached responses by event, tool or principal
 */
export const CAPABILITIES = [
  'api-keys',
  'user-directory',
  'plan-assignments',
  'usage',
  'platform-tokens',
  'approvals',
  'platform-health',
  'cache-invalidation',
] as const;
export const Capability = z.enum(CAPABILITIES);
export type Capability = z.infer<typeof Capability>;

/** Name of an index of a family's table. Its keys are the attributes `<name>Pk` and `<name>Sk`. */
export const IndexName = z.string().regex(/^[a-z][A-Za-z0-9]{1,30}$/, 'expected letters and digits in camel case');

/** The family's own table: keys `pk` and `sk`, global secondary indexes with their own keys, items that expire. */
export const StoreDefinition = z.object({ indexes: z.array(IndexName).max(10).default([]) });
export type StoreDefinition = z.infer<typeof StoreDefinition>;

/** The family's own bucket, for files that people download. */
export const FilesDefinition = z.object({
  /** Days after which S3 deletes a file. */
  daysKept: z.int().min(1).max(365),
});
export type FilesDefinition = z.infer<typeof FilesDefinition>;

/** A setting of a family: an environment variable whose value a stage may choose. */
export const SettingDefinition = z.object({
  description: z.string(),
  default: z.string(),
  /** Default of development stages, if theirs would be unsafe or useless in production. */
  developmentDefault: z.string().optional(),
});

/** Work that EventBridge starts on a schedule. */
export const ScheduleDefinition = z.object({
  name: Slug,
  /** Schedule expression of EventBridge, in UTC: `rate(1 hour)` or `cron(0 3 * * ? *)`. */
  rate: z.string().regex(/^(rate|cron)\(.+\)$/, 'expected rate(…) or cron(…)'),
  description: z.string().min(1),
});
export type ScheduleDefinition = z.infer<typeof ScheduleDefinition>;

/**
 * Everything that the rest of the system knows about a family. It is plain JSON, so that a plugin's manifest can be
 * read without running the plugin's code.
 */
export const FamilyManifest = z.object({
  name: Slug,
  title: z.string().min(1),
  version: SemanticVersion,
  description: z.string().min(1),
  /** `internet`: the family runs outside the VPC. `vpc`: it is attached to the VPC, to reach private networks. */
  network: z.enum(['internet', 'vpc']),
  /** Hosts to which the family may open connections. The outbound client refuses all others. */
  egress: z.array(z.string()),
  memoryMb: z.int().min(128).max(10_240),
  timeoutSeconds: z.int().min(1).max(900),
  /** True for one execution environment per tenant (`TenancyConfig.PER_TENANT`); fixed once the function exists. */
  tenantIsolated: z.boolean(),
  /** Descriptions of the keys of the family's secret, by key; empty if the family has no secret. */
  secrets: z.record(z.string(), z.string()),
  /**
   * Descriptions of the keys with which providers sign events, by key. They are in a secret of their own: the webhook
   * function reads this one alone, and the family does not.
   */
  signingSecrets: z.record(z.string(), z.string()).default({}),
  /** Settings by the name of their environment variable. */
  settings: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), SettingDefinition),
  /** Tables whose health the family probes, by reading the reserved key `health`. */
  probes: z.array(TableName),
  /**
   * True if the provider may take longer than a call can wait. Then an answer that comes too late is no sign that the
   * provider is down, and does not count for its circuit breaker.
   */
  slowProvider: z.boolean().default(false),
  /** A table that only this family reaches; absent: the family stores nothing. */
  store: StoreDefinition.optional(),
  /** A bucket that only this family writes to and makes links for; absent: the family has no files. */
  files: FilesDefinition.optional(),
  /** True if the family encrypts fields: it gets a KMS key that only this family may use. */
  fieldEncryption: z.boolean().default(false),
  capabilities: z.array(Capability).default([]),
  schedules: z.array(ScheduleDefinition).default([]),
  webhooks: z.array(WebhookDefinition).default([]),
  tools: z
    .array(ToolDefinition)
    .refine(
      (tools) => tools.every(({ name }) => !FRONT_TOOLS.includes(name)),
      `${FRONT_TOOLS.join(', ')} are tools of the platform itself`,
    ),
  resources: z.array(ResourceDefinition),
  resourceTemplates: z.array(ResourceTemplateDefinition),
  prompts: z.array(PromptDefinition),
});
export type FamilyManifest = z.infer<typeof FamilyManifest>;

/** Whether a family marks claimed calls as started, which it does in the state table. */
export function marksStarts({ tools }: Pick<FamilyManifest, 'tools'>): boolean {
  return tools.some(({ marksStart }) => marksStart === true);
}

/** Whether a family uses circuit breakers, which are kept in the state table. */
export function usesBreaker({ egress }: Pick<FamilyManifest, 'egress'>): boolean {
  return egress.length > 0;
}
