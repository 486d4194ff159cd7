import * as z from 'zod';
import { SemanticVersion, Slug } from './json.ts';
import { BATCH_TOOL, ToolDefinition } from './tool-definition.ts';
import { WebhookDefinition } from './webhooks.ts';

/** A resource that is listed: one fixed URI. */
export const ResourceDefinition = z.object({
  uri: z.string().min(1),
  name: z.string().min(1),
  title: z.string().min(1),
  description: z.string().min(1),
  mimeType: z.string().min(1),
  requiredScopes: z.array(z.string()),
});
export type ResourceDefinition = z.infer<typeof ResourceDefinition>;

/** A family of resources addressed by an RFC 6570 URI template. */
export const ResourceTemplateDefinition = ResourceDefinition.omit({ uri: true }).extend({
  uriTemplate: z.string().min(1),
  /** Template variables for which the family offers completion. */
  completes: z.array(z.string()),
});
export type ResourceTemplateDefinition = z.infer<typeof ResourceTemplateDefinition>;

export const PromptArgument = z.object({ name: z.string(), description: z.string(), required: z.boolean() });

/** A prompt; its messages are made by the family from the arguments. */
export const PromptDefinition = z.object({
  name: z.string().min(1),
  title: z.string().min(1),
  description: z.string().min(1),
  arguments: z.array(PromptArgument),
  completes: z.array(z.string()),
  requiredScopes: z.array(z.string()),
});
export type PromptDefinition = z.infer<typeof PromptDefinition>;

/** Tables of the platform that a family may be let into, and how far. */
export const TABLES = ['registry', 'identity', 'usage', 'audit', 'state'] as const;
export const TableName = z.enum(TABLES);
export type TableName = z.infer<typeof TableName>;

/**
 * What of the platform a family may be let into, each with the least that it takes (docs/families.md):
 * `api-keys`: make, change, list and revoke API keys. `user-directory`: sign people in at the stage's user pool.
 * `plan-assignments`: give a tenant or principal a plan. `usage`: read what a tenant has used.
 * `platform-tokens`: have subscription tokens of 365 days issued and revoked. `approvals`: read the tenant's approvals.
 * `cache-invalidation`: make kept answers void by event, tool or principal.
 */
export const CAPABILITIES = [
  'api-keys',
  'user-directory',
  'plan-assignments',
  'usage',
  'platform-tokens',
  'approvals',
  'cache-invalidation',
] as const;
export const Capability = z.enum(CAPABILITIES);
export type Capability = z.infer<typeof Capability>;

/** Name of an index of a family's table; its keys are the attributes `<name>Pk` and `<name>Sk`. */
export const IndexName = z.string().regex(/^[a-z][A-Za-z0-9]{1,30}$/, 'expected letters and digits in camel case');

/** A table of the family's own: `pk` and `sk`, global secondary indexes with keys of their own, items that expire. */
export const StoreDefinition = z.object({ indexes: z.array(IndexName).max(10).default([]) });
export type StoreDefinition = z.infer<typeof StoreDefinition>;

/** A bucket of the family's own, for what people download: nothing in it is kept longer. */
export const FilesDefinition = z.object({
  /** Days after which a file is deleted by itself. */
  daysKept: z.int().min(1).max(365),
});
export type FilesDefinition = z.infer<typeof FilesDefinition>;

/** A setting of a family: an environment variable that a stage may choose. */
export const SettingDefinition = z.object({
  description: z.string(),
  default: z.string(),
  /** In place of `default` on a development stage: what would not be safe, or of no use, in production. */
  developmentDefault: z.string().optional(),
});

/** Work that is done on time and not on a call. */
export const ScheduleDefinition = z.object({
  name: Slug,
  /** As EventBridge writes it: `rate(1 hour)` or `cron(0 3 * * ? *)`, UTC. */
  rate: z.string().regex(/^(rate|cron)\(.+\)$/, 'expected rate(…) or cron(…)'),
  description: z.string().min(1),
});
export type ScheduleDefinition = z.infer<typeof ScheduleDefinition>;

/**
 * All that the rest of the system knows of a family. It is plain JSON, so that a plugin's manifest can be read
 * without running the plugin's code.
 */
export const FamilyManifest = z.object({
  name: Slug,
  title: z.string().min(1),
  version: SemanticVersion,
  description: z.string().min(1),
  /** `internet`: outside the VPC. `vpc`: attached to it, for private networks. */
  network: z.enum(['internet', 'vpc']),
  /** Hosts that the family may open connections to. Anything else is refused by the outbound client. */
  egress: z.array(z.string()),
  memoryMb: z.int().min(128).max(10_240),
  timeoutSeconds: z.int().min(1).max(900),
  /** One execution environment per tenant (`TenancyConfig.PER_TENANT`); fixed when the function is created. */
  tenantIsolated: z.boolean(),
  /** Keys of the family's secret with what each is; empty where the family has none. */
  secrets: z.record(z.string(), z.string()),
  /** Environment settings with their defaults; a stage overrides them. */
  settings: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), SettingDefinition),
  /** Tables that the family may probe for health: one read of the reserved key `health`. */
  probes: z.array(TableName),
  /** A table that this family alone reaches; absent: the family keeps nothing. */
  store: StoreDefinition.optional(),
  /** Files that this family alone writes and gives links to; absent: it has none. */
  files: FilesDefinition.optional(),
  /** True where the family seals fields: it gets a key that this family alone may use. */
  fieldEncryption: z.boolean().default(false),
  capabilities: z.array(Capability).default([]),
  schedules: z.array(ScheduleDefinition).default([]),
  webhooks: z.array(WebhookDefinition).default([]),
  tools: z
    .array(ToolDefinition)
    .refine(
      (tools) => tools.every(({ name }) => name !== BATCH_TOOL),
      `${BATCH_TOOL} is a tool of the platform itself`,
    ),
  resources: z.array(ResourceDefinition),
  resourceTemplates: z.array(ResourceTemplateDefinition),
  prompts: z.array(PromptDefinition),
});
export type FamilyManifest = z.infer<typeof FamilyManifest>;

/** Whether a family marks claimed calls as started, and so writes to the state table. */
export function marksStarts({ tools }: Pick<FamilyManifest, 'tools'>): boolean {
  return tools.some(({ marksStart }) => marksStart === true);
}

/** Whether a family asks the breaker of a provider, which is kept in the state table. */
export function usesBreaker({ egress }: Pick<FamilyManifest, 'egress'>): boolean {
  return egress.length > 0;
}
