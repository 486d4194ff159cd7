import { describe, expect, it } from '@jest/globals';
import { testRequest, testServices, testTool } from '../../../test/support/guarded-call.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import { catalogueOf } from '../../platform/registry/catalogue.ts';
import { viewOf } from '../../platform/registry/view.ts';
import { refuseMissingScopes, wantedBy } from './message-checks.ts';

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

describe('a call without its scopes', () => {
  const oauth = { issuers: [], scopes: [], publicUrl: 'https://api.test' };
  const message = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'pay' } };
  const request = testRequest({ catalogue, view: viewOf(catalogue, { kind: 'all' }) });

  it('is refused with 403 and a challenge if the stage answers with challenges', async () => {
    const codes: unknown[] = [];
    const services = testServices({
      missingScopes: 'challenge',
      oauth,
      key: async () => onlyKey('k'.repeat(64)),
      audit: { record: async (event) => void codes.push('errorCode' in event && event.errorCode) },
    });
    const response = await refuseMissingScopes(message, request, services);
    expect(response?.status).toBe(403);
    expect(response?.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", ' +
        'resource_metadata="https://api.test/.well-known/oauth-protected-resource", scope="pay:new"',
    );
    expect(await response?.json()).toMatchObject({ id: 7, error: { data: { code: 'E1004' } } });
    expect(codes).toEqual(['E1004']);
  });

  it('is left to the protocol server if the stage answers with results', async () => {
    const services = testServices({ missingScopes: 'result' });
    expect(await refuseMissingScopes(message, request, services)).toBeUndefined();
  });
});
