import { describe, expect, it } from '@jest/globals';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import { catalogueOf } from '../../platform/registry/catalogue.ts';
import { viewOf } from '../../platform/registry/view.ts';
import { wantedBy } from './scope-challenge.ts';

const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
const record = (version: string, scope: string) =>
  ({
    definition: { name: 'pay', version, tags: [], annotations, requiredScopes: [scope] },
    status: 'active',
    target: { family: 'payments' },
  }) as unknown as ToolRecord;
const catalogue = catalogueOf({
  epochs: { epoch: 1, tools: 1, resources: 1, prompts: 1, policies: 1 },
  tools: [record('1.0.0', 'pay:old'), record('2.0.0', 'pay:new')],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  bundles: [],
});
const scopesOf = (name: unknown) =>
  wantedBy({ method: 'tools/call', params: { name } }, { view: viewOf(catalogue, { kind: 'all' }) })?.scopes;

describe('what a call asks for', () => {
  it('is what the tool asks for, by whatever name it is called', () => {
    expect(scopesOf('pay')).toEqual(['pay:new']);
    expect(scopesOf('pay@2')).toEqual(['pay:new']);
    expect(scopesOf('pay@1.0.0')).toEqual(['pay:old', 'pay:new']);
  });

  it.each(['no_such_tool', 'pay@9', 7, undefined])('is nothing for %j, which is refused elsewhere', (name) => {
    expect(scopesOf(name)).toBeUndefined();
  });
});
