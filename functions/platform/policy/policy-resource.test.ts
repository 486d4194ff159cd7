import { describe, expect, it } from '@jest/globals';
import { PolicyResource } from '../../../schemas/policy.ts';
import type { PromptRecord, ResourceRecord, ToolRecord } from '../../../schemas/registry-records.ts';
import { toolRecord } from '../../../test/support/registry-records.ts';
import { catalogueOf } from '../registry/catalogue.ts';
import { platformResource, policyResourceOf } from './policy-resource.ts';

const target = { family: 'bank', functionArn: 'arn', invokeMode: 'buffered' as const, tenantIsolated: false };
const SHIPPED = toolRecord({ name: 'pay', version: '1.2.0' });
const TOOL: ToolRecord = {
  ...SHIPPED,
  definition: {
    ...SHIPPED.definition,
    category: 'money',
    subcategory: 'out',
    tags: ['money'],
    inputSchema: { properties: { amount: { type: 'number' }, iban: { type: 'string' } } },
    auditFields: { amount: 'hashed' },
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    requiredScopes: ['bank:pay'],
    requiredTier: 'team',
    movesMoney: true,
    sensitive: true,
    public: false,
  },
  target,
};
const shared = { title: '', description: '', requiredScopes: ['bank:read'] };
const RESOURCE: ResourceRecord = {
  definition: { ...shared, uri: 'bank://rates', name: 'rates', mimeType: 'text/plain' },
  status: 'active',
  target,
};
const PROMPT: PromptRecord = {
  definition: { ...shared, name: 'advise', arguments: [], completes: [] },
  status: 'active',
  target,
};
const bundle = { title: '', description: '', version: '1.0.0', owner: 'x', status: 'active' as const };

const catalogue = catalogueOf({
  epochs: { epoch: 1, tools: 1, resources: 1, prompts: 1, policies: 1 },
  tools: [TOOL],
  resources: [RESOURCE],
  resourceTemplates: [],
  prompts: [PROMPT],
  bundles: [
    { ...bundle, name: 'bank', families: ['bank'], tools: [] },
    { ...bundle, name: 'money', families: [], tools: ['pay'] },
    { ...bundle, name: 'old', families: ['bank'], tools: [], status: 'inactive' },
  ],
});

describe('what policies see', () => {
  it('of a tool: its traits, its bundles in use, and the types of the arguments it lets them read', () => {
    expect(PolicyResource.parse(policyResourceOf(catalogue, TOOL))).toEqual({
      kind: 'tool',
      name: 'pay',
      version: '1.2.0',
      family: 'bank',
      category: 'money',
      subcategory: 'out',
      tags: ['money'],
      bundles: ['bank', 'money'],
      requiredScopes: ['bank:pay'],
      requiredTier: 'team',
      annotations: TOOL.definition.annotations,
      movesMoney: true,
      sensitive: true,
      public: false,
      argumentTypes: { amount: { type: 'number' } },
    });
  });

  it('of a resource and a prompt: name, family, bundles and scopes', () => {
    const seen = [RESOURCE, PROMPT].map((record) => policyResourceOf(catalogue, record));
    expect(seen).toMatchObject([
      { kind: 'resource', name: 'bank://rates', family: 'bank', bundles: ['bank'], requiredScopes: ['bank:read'] },
      { kind: 'prompt', name: 'advise', family: 'bank', bundles: ['bank'], requiredScopes: ['bank:read'] },
    ]);
  });

  it('is made once per record and catalogue', () => {
    expect(policyResourceOf(catalogue, TOOL)).toBe(policyResourceOf(catalogue, TOOL));
  });

  it('of the platform: a name', () => {
    expect(PolicyResource.parse(platformResource('policies'))).toMatchObject({ kind: 'platform', name: 'policies' });
  });
});
