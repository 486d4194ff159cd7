import { describe, expect, it } from '@jest/globals';
import type { ServerContext } from '@modelcontextprotocol/server';
import { type KeyRing, onlyKey } from '../../core/secrets/key-ring.ts';
import { rotated } from '../../core/secrets/testing/rotated.ts';
import { inputRequiredResult, openRequestState } from './request-state.ts';

const services = { key: async () => onlyKey('k'.repeat(64)) };

interface Asker {
  method?: string;
  tenant?: string;
  principal?: string;
  subject?: string;
}
function contextOf({
  method = 'tools/call',
  tenant = 'acme',
  principal = 'user:1',
  subject = 'pay',
}: Asker = {}): ServerContext {
  const extra = { request: { principal: { tenant, id: principal } }, subject };
  return {
    mcpReq: {
      id: 1,
      method,
      signal: new AbortController().signal,
      requestState: unused,
      send: unused,
      notify: unused,
      log: unused,
      elicitInput: unused,
      requestSampling: unused,
    },
    http: { authInfo: { token: '', clientId: principal, scopes: [], extra } },
  };
}
const unused = (): never => {
  throw new Error('A sealed state needs nothing of the protocol but its method.');
};

const sealed = async () => {
  const result = await inputRequiredResult(
    { status: 'input_required', inputRequests: {}, requestState: 'what the family knows', meta: {} },
    services,
    contextOf(),
  );
  return result.requestState ?? '';
};

it('request state that was given out before a rotation of the master key opens after it, and the other way round', async () => {
  const before = onlyKey('k'.repeat(64));
  const after = rotated(before, 'l'.repeat(64));
  const given = { status: 'input_required' as const, inputRequests: {}, requestState: 'known', meta: {} };
  const state = async (ring: KeyRing) =>
    (await inputRequiredResult(given, { key: async () => ring }, contextOf())).requestState ?? '';
  const opened = async (text: string, ring: KeyRing) => openRequestState(text, { key: async () => ring }, contextOf());
  expect(await opened(await state(before), after)).toBe('known');
  expect(await opened(await state(after), after)).toBe('known');
  await expect(opened(await state(after), before)).rejects.toThrow('does not have');
  await expect(opened((await state(after)).replace('k2~', ''), after)).rejects.toThrow();
});

describe('request state', () => {
  it('opens for the principal that it was given to, about the same tool', async () => {
    expect(await openRequestState(await sealed(), services, contextOf())).toBe('what the family knows');
  });

  it.each<Asker>([{ method: 'prompts/get' }, { tenant: 'other' }, { principal: 'user:2' }, { subject: 'refund' }])(
    'does not open for another principal, method or tool: %j',
    async (other) => {
      await expect(openRequestState(await sealed(), services, contextOf(other))).rejects.toThrow();
    },
  );
});
