import { describe, expect, it } from '@jest/globals';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { toolRecord } from '../../../test/support/registry-records.ts';
import { catalogueOf } from './catalogue.ts';
import { viewOf } from './view.ts';

const harmless: ToolDefinition = {
  ...toolRecord({ name: 'pay' }).definition,
  tags: ['payments'],
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  requiredScopes: ['pay:read'],
  requiredTier: 'team',
  public: true,
  movesMoney: false,
  sensitive: false,
};
const marked: ToolDefinition = {
  ...harmless,
  tags: ['restricted'],
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  requiredScopes: ['pay:write'],
  requiredTier: 'enterprise',
  public: false,
  movesMoney: true,
  sensitive: true,
};

const record = (definition: ToolDefinition, version: string, status: ToolRecord['status'] = 'active'): ToolRecord => ({
  ...toolRecord({ name: 'pay', status }),
  definition: { ...definition, version },
});
const view = (tools: ToolRecord[], kind: 'all' | 'public' = 'all') => {
  const epochs = { epoch: 1, tools: 1, resources: 1, prompts: 1, policies: 1 };
  return viewOf(catalogueOf({ epochs, tools, resources: [], resourceTemplates: [], prompts: [], bundles: [] }), {
    kind,
  });
};

describe('an older version of a tool', () => {
  const grown = [record(harmless, '1.0.0'), record(marked, '1.1.0')];

  it('asks for all that the newest asks for, and for what it asks itself', () => {
    expect(view(grown).tool('pay@1.0.0').definition).toMatchObject({
      version: '1.0.0',
      tags: ['payments', 'restricted'],
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
      requiredScopes: ['pay:read', 'pay:write'],
      requiredTier: 'enterprise',
      movesMoney: true,
      sensitive: true,
    });
  });

  it('is not public if the newest version is not', () => {
    expect(view(grown, 'public').tools).toEqual([]);
    expect(() => view(grown, 'public').tool('pay@1.0.0')).toThrow(expect.objectContaining({ code: 'E3001' }));
  });

  it('keeps its own requirements if the newest version has dropped them', () => {
    const relaxed = view([record(marked, '1.0.0'), record(harmless, '1.1.0')]);
    expect(relaxed.tool('pay@1.0.0').definition).toMatchObject({ movesMoney: true, sensitive: true, public: false });
    expect(relaxed.tool('pay').definition).toMatchObject({ movesMoney: false, sensitive: false, public: true });
  });

  it('is measured by the newest in use', () => {
    const backed = view([record(harmless, '1.0.0'), record(marked, '1.1.0', 'inactive')]);
    expect(backed.tool('pay').definition).toEqual({ ...harmless, version: '1.0.0' });
  });
});
