import * as z from 'zod';
import { PromptDefinition, ResourceDefinition, ResourceTemplateDefinition } from './family-manifest.ts';
import { SemanticVersion, Slug, StoredJsonSchema } from './json.ts';
import { ToolDefinition } from './tool-definition.ts';

/** `deprecated`: listed and called, with a warning. `inactive`: stored, but neither listed nor called. */
export const ToolStatus = z.enum(['active', 'deprecated', 'inactive']);
export type ToolStatus = z.infer<typeof ToolStatus>;

/** Whether a record is listed and called. A record with an unknown status is not. */
export const isOffered = ({ status }: { readonly status: ToolStatus }) =>
  status === 'active' || status === 'deprecated';

/** The function version that answers for a family, by its qualified ARN. */
export const FamilyTarget = z.object({
  family: Slug,
  functionArn: z.string().min(1),
  /** `stream`: the function answers with newline-delimited frames; `buffered`: with one outcome. */
  invokeMode: z.enum(['buffered', 'stream']),
  tenantIsolated: z.boolean(),
});
export type FamilyTarget = z.infer<typeof FamilyTarget>;

/** A definition as the registry stores it, with its schemas as JSON text. */
const StoredToolDefinition = ToolDefinition.extend({
  inputSchema: StoredJsonSchema,
  outputSchema: StoredJsonSchema.optional(),
});

/** One version of one tool. Administrators set `status`; the seeder sets all other fields. */
export const ToolRecord = z.object({
  definition: StoredToolDefinition,
  /** SHA-256 of the canonical JSON of the definition, hexadecimal. */
  definitionHash: z.string(),
  status: ToolStatus,
  target: FamilyTarget,
  /** ISO 8601. */
  updatedAt: z.string(),
});
export type ToolRecord = z.infer<typeof ToolRecord>;

/** A resource, resource template or prompt of a family, with the function that answers for it. */
export const ResourceRecord = z.object({ definition: ResourceDefinition, status: ToolStatus, target: FamilyTarget });
export type ResourceRecord = z.infer<typeof ResourceRecord>;
export const ResourceTemplateRecord = z.object({
  definition: ResourceTemplateDefinition,
  status: ToolStatus,
  target: FamilyTarget,
});
export type ResourceTemplateRecord = z.infer<typeof ResourceTemplateRecord>;
export const PromptRecord = z.object({ definition: PromptDefinition, status: ToolStatus, target: FamilyTarget });
export type PromptRecord = z.infer<typeof PromptRecord>;

/** A bundle: a named set of families and tools with its own endpoint, `/mcp/b/{name}`. */
export const BundleRecord = z.object({
  name: Slug,
  title: z.string(),
  description: z.string(),
  version: SemanticVersion,
  owner: z.string(),
  status: ToolStatus,
  /** Families of which all tools, resources and prompts belong to the bundle. */
  families: z.array(z.string()),
  /** Names of single tools that belong to the bundle. */
  tools: z.array(z.string()),
});
export type BundleRecord = z.infer<typeof BundleRecord>;

/** One family for the registry seeder: its manifest and the function version that now answers for it. */
export const SeedEntry = z.object({ manifest: z.unknown(), target: FamilyTarget });
export type SeedEntry = z.infer<typeof SeedEntry>;
