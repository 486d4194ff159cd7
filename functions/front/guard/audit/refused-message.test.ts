import { expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../../schemas/audit-event.ts';
import { EMPTY_CATALOGUE } from '../../../../test/support/empty-catalogue.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { refusalRecorder } from '../../../platform/audit/refusals.ts';
import type { FrontRequest } from '../../front-request.ts';
import { requestLimit } from '../../http/rate-limit.ts';
import type { Services } from '../../services.ts';
import { recordRefusal } from './refused-message.ts';

it('a call that the limit refuses leaves one event, without what the caller wrote in place of a name', async () => {
  const events: AuditEvent[] = [];
  const services = {
    key: async () => 'key',
    audit: { record: async (event: AuditEvent) => void events.push(event) },
  } as unknown as Services;
  const request = {
    endpoint: { kind: 'all' },
    catalogue: EMPTY_CATALOGUE,
    principal: { id: 'user:1', tenant: 'acme', credential: 'k', scopes: [] },
    sourceIp: '203.0.113.7',
    charge: {
      refusal: { refuses: 'request', error: new ManifoldError('E3009', 'Too many.', { details: { retryAfter: 3 } }) },
    },
  } as unknown as FrontRequest;
  const params = { name: 'Invented Person, 1 Invented Road', arguments: { secret: 'canary' } };
  const response = await requestLimit({ method: 'tools/call', id: 1, params }, request, services);
  expect(response?.status).toBe(429);
  expect(response?.headers.get('retry-after')).toBe('3');
  expect(events).toEqual([expect.objectContaining({ target: '(no name)', outcome: 'refused', errorCode: 'E3009' })]);
  expect(JSON.stringify(events)).not.toContain('canary');
});

it('refusals of the public endpoint are one event for many, since anybody can send them', async () => {
  const events: AuditEvent[] = [];
  const audit = { record: async (event: AuditEvent) => void events.push(event) };
  const services = { key: async () => 'key', audit, refused: refusalRecorder(audit) } as unknown as Services;
  const request = {
    endpoint: { kind: 'public' },
    catalogue: EMPTY_CATALOGUE,
    principal: { id: 'anonymous', tenant: 'public', credential: 'none', scopes: [], roles: [], tier: 'free' },
    sourceIp: '203.0.113.7',
    correlationId: 'c',
  } as unknown as FrontRequest;
  const refusal = { services, request, operation: 'tools/call' as const, arguments: {} };
  for (let count = 0; count < 100; count += 1) {
    await recordRefusal({ ...refusal, target: '(no name)', errorCode: 'E3001' });
    await recordRefusal({ ...refusal, target: 'verify_ifsc', errorCode: 'E3009' });
  }
  expect(events).toMatchObject([
    {
      tenant: 'public',
      target: '(no name)',
      errorCode: 'E3001',
      outcome: 'refused',
      count: 1,
      asked: { endpoint: 'public' },
    },
    { tenant: 'public', target: 'verify_ifsc', errorCode: 'E3009', outcome: 'refused', count: 1 },
  ]);
});
