import * as z from 'zod';
import { PromptDefinition, ResourceDefinition, ResourceTemplateDefinition } from './family-manifest.ts';
import { SemanticVersion, Slug } from './json.ts';
import { ToolDefinition } from './tool-definition.ts';

/** `deprecated` still answers, with a warning; `inactive` is kept, but neither listed nor called. */
export const ToolStatus = z.enum(['active', 'deprecated', 'inactive']);
export type ToolStatus = z.infer<typeof ToolStatus>;

/** Whether a record is served: a status that the code does not know refuses. */
export const isOffered = ({ status }: { readonly status: ToolStatus }) =>
  status === 'active' || status === 'deprecated';

/** Where a family's code runs: the qualified ARN of one published version, and how it answers. */
export const FamilyTarget = z.object({
  family: Slug,
  functionArn: z.string().min(1),
  /** `stream`: newline-delimited frames; `buffered`: one outcome. */
  invokeMode: z.enum(['buffered', 'stream']),
  tenantIsolated: z.boolean(),
});
export type FamilyTarget = z.infer<typeof FamilyTarget>;

/** One version of one tool. Administrators own `status`; the seeder owns the rest. */
export const ToolRecord = z.object({
  definition: ToolDefinition,
  /** SHA-256 of the canonical JSON of the definition, hexadecimal. */
  definitionHash: z.string(),
  status: ToolStatus,
  target: FamilyTarget,
  /** ISO 8601. */
  updatedAt: z.string(),
});
export type ToolRecord = z.infer<typeof ToolRecord>;

/** A resource, template or prompt of a family, with where it is answered. */
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

/** An MCP product: a named set of families and tools with an endpoint of its own, `/mcp/b/{name}`. */
export const BundleRecord = z.object({
  name: Slug,
  title: z.string(),
  description: z.string(),
  version: SemanticVersion,
  owner: z.string(),
  status: ToolStatus,
  /** Families whose every tool, resource and prompt belongs to the bundle. */
  families: z.array(z.string()),
  /** Single tools by name. */
  tools: z.array(z.string()),
});
export type BundleRecord = z.infer<typeof BundleRecord>;

/** What the deploy hands to the seeder: one manifest and where its code now runs. */
export const SeedEntry = z.object({ manifest: z.unknown(), target: FamilyTarget });
export type SeedEntry = z.infer<typeof SeedEntry>;
