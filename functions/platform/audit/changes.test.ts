import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { auditedChange, MASKED, masked } from './changes.ts';

const WHO = {
  tenant: 'acme',
  principal: 'test:ada',
  credential: 'key-0',
  address: '203.0.113.0/24',
  correlationId: 'r',
};
const CHANGE = {
  operation: 'keys/revoke' as const,
  target: 'key-1',
  subject: 'test:bob',
  before: { status: 'active', label: 'of Bob Invented' },
  after: { status: 'revoked' },
};

let events: AuditEvent[];
let done: string[];
beforeEach(() => {
  events = [];
  done = [];
});
const trail = { record: async (event: AuditEvent) => void events.push(event) };
const change = async () => {
  done.push(`after ${events.length} events`);
  return { result: 'done' };
};

describe('a change by an administrator', () => {
  it('leaves an intent and an outcome, with the state before and after', async () => {
    expect(await auditedChange(trail, WHO, CHANGE, change)).toBe('done');
    const both = {
      ...WHO,
      operation: 'keys/revoke',
      target: 'key-1',
      subject: 'test:bob',
      before: { status: 'active', label: MASKED },
    };
    expect(events).toEqual([
      expect.objectContaining({ ...both, phase: 'intent', after: { status: 'revoked' } }),
      expect.objectContaining({ ...both, phase: 'outcome', outcome: 'ok', after: { status: 'revoked' } }),
    ]);
    expect(new Set(events.map(({ callId }) => callId)).size).toBe(1);
    expect(done).toEqual(['after 1 events']);
  });

  it('has in its outcome a state that is known only after the change', async () => {
    await auditedChange(trail, WHO, CHANGE, async () => ({ result: 1, after: { version: 7 } }));
    expect(events[1]).toMatchObject({ outcome: 'ok', after: { version: 7 } });
  });

  it.each([
    ['refused', new ManifoldError('E4007', 'There is no such key.')],
    ['error', new Error('the table is away')],
  ] as const)('that fails leaves the outcome %s and no state after it', async (outcome, fault) => {
    await expect(auditedChange(trail, WHO, CHANGE, () => Promise.reject(fault))).rejects.toBe(fault);
    expect(events[1]).toMatchObject({ phase: 'outcome', outcome, errorCode: expect.stringMatching(/^E\d{4}$/) });
    expect(events[1]).not.toHaveProperty('after');
  });

  it('is not made if the trail does not answer', async () => {
    const away = { record: () => Promise.reject(new ManifoldError('E5002', 'away')) };
    await expect(auditedChange(away, WHO, CHANGE, change)).rejects.toMatchObject({ code: 'E5002' });
    expect(done).toEqual([]);
  });
});

it('masks free text and secrets at any depth, and leaves absent fields out', () => {
  expect(
    masked({ plan: { title: 'For Ada', callsPerMinute: 5 }, keys: [{ secret: 's', id: 'k' }], tier: undefined }),
  ).toEqual({
    plan: { title: MASKED, callsPerMinute: 5 },
    keys: [{ secret: MASKED, id: 'k' }],
  });
});
