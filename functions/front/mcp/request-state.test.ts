import { describe, expect, it } from '@jest/globals';
import type { ServerContext } from '@modelcontextprotocol/server';
import type { Services } from '../services.ts';
import { inputRequiredResult, openRequestState } from './request-state.ts';

const services = { key: async () => 'k'.repeat(64) } as unknown as Services;

interface Asker {
  method?: string;
  tenant?: string;
  principal?: string;
  subject?: string;
}
const contextOf = ({ method = 'tools/call', tenant = 'acme', principal = 'user:1', subject = 'pay' }: Asker = {}) =>
  ({
    mcpReq: { method },
    http: { authInfo: { clientId: principal, extra: { request: { principal: { tenant, id: principal } }, subject } } },
  }) as unknown as ServerContext;

const sealed = async () => {
  const result = await inputRequiredResult(
    { status: 'input_required', inputRequests: {}, requestState: 'what the family knows', meta: {} },
    services,
    contextOf(),
  );
  return result.requestState ?? '';
};

describe('request state', () => {
  it('comes back to who was asked, about the same thing', async () => {
    expect(await openRequestState(await sealed(), services, contextOf())).toBe('what the family knows');
  });

  it.each<Asker>([{ method: 'prompts/get' }, { tenant: 'other' }, { principal: 'user:2' }, { subject: 'refund' }])(
    'opens for nobody and nothing else: %j',
    async (other) => {
      await expect(openRequestState(await sealed(), services, contextOf(other))).rejects.toThrow();
    },
  );
});
