import { describe, expect, it } from '@jest/globals';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import { toolRecord } from '../../../test/support/registry-records.ts';
import { catalogueOf } from './catalogue.ts';
import { viewOf } from './view.ts';

interface Changes {
  version?: string;
  status?: ToolRecord['status'];
  family?: string;
  isPublic?: boolean;
}

function record(name: string, { version, status, family = 'kyc', isPublic = false }: Changes = {}): ToolRecord {
  const { definition, target, ...rest } = toolRecord({ name, version, status });
  return { ...rest, definition: { ...definition, public: isPublic }, target: { ...target, family } };
}

const catalogue = catalogueOf({
  epochs: { epoch: 1, tools: 1, resources: 1, prompts: 1, policies: 1 },
  tools: [
    record('verify_pan'),
    record('verify_pan', { version: '1.10.0' }),
    record('verify_pan', { version: '1.9.0' }),
    record('verify_pan', { version: '2.0.0', status: 'inactive' }),
    record('add', { family: 'demo' }),
    record('health_check', { family: 'platform', isPublic: true }),
  ],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  bundles: [
    {
      name: 'kyc',
      title: 'KYC',
      description: '',
      version: '1.0.0',
      owner: 'manifold',
      status: 'active',
      families: ['kyc'],
      tools: ['add'],
    },
    {
      name: 'old',
      title: 'Old',
      description: '',
      version: '1.0.0',
      owner: 'manifold',
      status: 'inactive',
      families: ['kyc'],
      tools: [],
    },
  ],
});
const names = (endpoint: Parameters<typeof viewOf>[1]) =>
  viewOf(catalogue, endpoint).tools.map(({ definition }) => `${definition.name}@${definition.version}`);

describe('what an endpoint offers', () => {
  it('lists the newest active version of each tool, sorted by name', () => {
    expect(names({ kind: 'all' })).toEqual(['add@1.0.0', 'health_check@1.0.0', 'verify_pan@1.10.0']);
  });

  it('shows a bundle its families and single tools alone', () => {
    expect(names({ kind: 'bundle', name: 'kyc' })).toEqual(['add@1.0.0', 'verify_pan@1.10.0']);
  });

  it('shows the public endpoint public tools alone, and calls no other', () => {
    const view = viewOf(catalogue, { kind: 'public' });
    expect(names({ kind: 'public' })).toEqual(['health_check@1.0.0']);
    expect(() => view.tool('verify_pan')).toThrow(expect.objectContaining({ code: 'E3001' }));
  });

  it.each(['old', 'kyk'])('has no bundle "%s"', (name) => {
    expect(() => viewOf(catalogue, { kind: 'bundle', name })).toThrow(expect.objectContaining({ code: 'E3001' }));
  });

  it.each([
    ['verify_pan', '1.10.0'],
    ['verify_pan@1', '1.10.0'],
    ['verify_pan@1.9', '1.9.0'],
    ['verify_pan@1.0.0', '1.0.0'],
  ])('takes %s to be version %s', (reference, version) => {
    expect(viewOf(catalogue, { kind: 'all' }).tool(reference).definition.version).toBe(version);
  });

  it.each([
    ['verify_pam', 'E3001', 'Did you mean "verify_pan"?'],
    ['verify_pan@3', 'E3001', 'Versions: 2.0.0, 1.10.0, 1.9.0, 1.0.0.'],
    ['verify_pan@2', 'E3002', 'Choose another tool of tools/list, or ask an administrator.'],
    ['zzzzzzzz', 'E3001', 'tools/list names the tools.'],
  ])('refuses %s with %s and says: %s', (reference, code, suggestion) => {
    expect(() => viewOf(catalogue, { kind: 'all' }).tool(reference)).toThrow(
      expect.objectContaining({ code, details: { suggestion } }),
    );
  });
});
