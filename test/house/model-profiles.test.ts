import { describe, expect, it } from '@jest/globals';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { withFrontTools } from '../../functions/front/mcp/front-tools.ts';
import { listedTool } from '../../functions/front/mcp/listed-tool.ts';
import { adaptSchema, type JsonSchemaObject, lintTool, PROFILES } from '../../functions/kit/model-profiles/index.ts';
import { viewOf } from '../../functions/platform/registry/view.ts';
import { loadManifests } from '../../lib/families.ts';
import { EMPTY_CATALOGUE } from '../support/empty-catalogue.ts';
import { testTool } from '../support/guarded-call.ts';
import { newestOf } from '../support/newest-of.ts';

const manifests = await loadManifests();
/** The version of each tool that is listed. */
const families = manifests.flatMap(({ tools }) => newestOf(tools));
const record = { ...testTool({ definition: { movesMoney: true } }), status: 'active' as const };
const templates = manifests.flatMap(({ resourceTemplates }) => resourceTemplates);
const view = {
  ...viewOf(EMPTY_CATALOGUE, { kind: 'all' }),
  tools: [record],
  resourceTemplates: templates.map((definition) => ({ ...record, definition })),
};
const platform = withFrontTools({ view, endpoint: { kind: 'all' } })
  .tools.map(({ definition }) => definition)
  .filter(({ name }) => name !== record.definition.name);

/** The tools as clients hand them to the provider of a model. */
const tools = [...families, ...platform].map((definition) => {
  const { name, inputSchema } = listedTool({ definition, status: 'active' }, { outputSchemas: false });
  return { name, description: definition.description, inputSchema: inputSchema as JsonSchemaObject };
});

/**
 * The schema as a client prepares it for OpenAI's strict mode: every property is required there, and a client of strict mode
 * requires those that are optional itself (https://platform.openai.com/docs/guides/structured-outputs#supported-schemas).
 */
function allRequired(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(allRequired);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([keyword, part]) => [keyword, allRequired(part)]));
  return 'properties' in parts ? { ...parts, required: Object.keys(Object(parts.properties)) } : parts;
}

describe('the tools that ship', () => {
  it.each(PROFILES)('are taken by %s as they are listed', (profile) => {
    const faults = tools.flatMap((tool) => {
      const schema = profile === 'openai-strict' ? allRequired(tool.inputSchema) : tool.inputSchema;
      const found = lintTool(profile, { ...tool, inputSchema: schema as JsonSchemaObject });
      return found.map(({ pointer, message }) => `${tool.name}${pointer}: ${message}`);
    });
    expect(faults).toEqual([]);
  });

  it.each(PROFILES)('are taken by %s once they are adapted to it', (profile) => {
    const left = tools.flatMap((tool) =>
      lintTool(profile, { ...tool, inputSchema: adaptSchema(profile, tool.inputSchema) }),
    );
    expect(left).toEqual([]);
  });

  it('are checked with the tools of the platform itself', () => {
    expect(families.length).toBeGreaterThan(20);
    expect(platform.map(({ name }) => name)).toEqual(['batch_call', 'confirm_call', 'read_resource']);
  });

  it('cost a model at most 190 tokens each on average (o200k)', () => {
    const tokens = tools.map((tool) => encode(JSON.stringify(tool)).length);
    expect(tokens.reduce((sum, count) => sum + count, 0) / tools.length).toBeLessThanOrEqual(190);
  });

  it('give each input field one type, or one beside null', () => {
    const isOne = ({ type, anyOf }: JsonSchemaObject) => {
      const types = Array.isArray(anyOf) ? anyOf.map((option) => Object(option).type) : [type].flat();
      return types.filter((one) => one !== 'null').length === 1 && types.every((one) => typeof one === 'string');
    };
    expect(fields.filter(({ schema }) => !isOne(schema)).map(({ path }) => path)).toEqual([]);
  });

  it('describe every input field', () => {
    const isDescribed = ({ description, anyOf }: JsonSchemaObject) =>
      [description, ...(Array.isArray(anyOf) ? anyOf.map((option) => Object(option).description) : [])].some(Boolean);
    expect(fields.filter(({ schema }) => !isDescribed(schema)).map(({ path }) => path)).toEqual([]);
  });
});

interface Field {
  readonly path: string;
  readonly schema: JsonSchemaObject;
}

const fields = tools.flatMap(({ name, inputSchema }) => fieldsOf(inputSchema, name));

/** All fields of a schema, also those within lists and unions. */
function fieldsOf(schema: unknown, path: string): Field[] {
  if (Array.isArray(schema)) return schema.flatMap((part) => fieldsOf(part, path));
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, part]) => {
    if (keyword !== 'properties') return fieldsOf(part, path);
    return Object.entries(Object(part)).flatMap(([name, field]) => [
      { path: `${path}.${name}`, schema: field as JsonSchemaObject },
      ...fieldsOf(field, `${path}.${name}`),
    ]);
  });
}
