import { describe, expect, it } from '@jest/globals';
import { testTool } from '../../../test/support/guarded-call.ts';
import { catalogueOf } from '../../platform/registry/catalogue.ts';
import { viewOf } from '../../platform/registry/view.ts';
import { wantedBy } from './message-checks.ts';

const record = (version: string, scope: string) =>
  testTool({
    target: { family: 'payments' },
    definition: { name: 'pay', version, annotations: { readOnlyHint: true }, requiredScopes: [scope] },
  });
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

describe('the scopes that a call needs', () => {
  it('are those of the tool, with and without a version in the name', () => {
    expect(scopesOf('pay')).toEqual(['pay:new']);
    expect(scopesOf('pay@2')).toEqual(['pay:new']);
    expect(scopesOf('pay@1.0.0')).toEqual(['pay:old', 'pay:new']);
  });

  it.each(['no_such_tool', 'pay@9', 7, undefined])('are undefined for %j, which is refused later', (name) => {
    expect(scopesOf(name)).toBeUndefined();
  });
});
