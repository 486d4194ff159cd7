import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import { bundleSk, promptSk, resourceSk, templateSk, toolSk } from '../../schemas/keys.ts';
import type { FamilyTarget } from '../../schemas/registry-records.ts';
import type { ToolDefinition } from '../../schemas/tool-definition.ts';
import { hashOf } from '../core/json/canonical.ts';
import type { ChangedKind } from '../platform/registry/registry-writer.ts';

/** The part of an item that the seeder owns: its sort key, its fields, and the change counter that it raises. */
export interface SeededRecord {
  sk: string;
  kind: ChangedKind;
  fields: Record<string, unknown>;
}

/** Every record that a deployed family has in the registry, its own bundle `/mcp/b/{family}` included. */
export function recordsOf(manifest: FamilyManifest, target: FamilyTarget): SeededRecord[] {
  return [
    ...manifest.tools.map(
      (definition): SeededRecord => ({
        sk: toolSk(definition.name, definition.version),
        kind: 'tools',
        fields: { definition: storedDefinition(definition), definitionHash: hashOf(definition), target },
      }),
    ),
    ...manifest.resources.map(
      (definition): SeededRecord => ({
        sk: resourceSk(manifest.name, definition.uri),
        kind: 'resources',
        fields: { definition, target },
      }),
    ),
    ...manifest.resourceTemplates.map(
      (definition): SeededRecord => ({
        sk: templateSk(manifest.name, definition.uriTemplate),
        kind: 'resources',
        fields: { definition, target },
      }),
    ),
    ...manifest.prompts.map(
      (definition): SeededRecord => ({
        sk: promptSk(definition.name),
        kind: 'prompts',
        fields: { definition, target },
      }),
    ),
    {
      sk: bundleSk(manifest.name),
      kind: 'tools',
      fields: {
        name: manifest.name,
        title: manifest.title,
        description: manifest.description,
        version: manifest.version,
        owner: 'manifold',
        families: [manifest.name],
        tools: [],
      },
    },
  ];
}

/** The definition with its schemas as JSON text: a map of DynamoDB would lose the order of their keys. */
function storedDefinition(definition: ToolDefinition): Record<string, unknown> {
  const { inputSchema, outputSchema } = definition;
  return {
    ...definition,
    inputSchema: JSON.stringify(inputSchema),
    ...(outputSchema === undefined ? {} : { outputSchema: JSON.stringify(outputSchema) }),
  };
}
