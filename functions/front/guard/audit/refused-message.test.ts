import { expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../../schemas/audit-event.ts';
import { testPrincipal, testRequest, testServices } from '../../../../test/support/guarded-call.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { onlyKey } from '../../../core/secrets/key-ring.ts';
import { refusalRecorder } from '../../../platform/audit/refusals.ts';
import { refuseOverLimit } from '../../limits/charge.ts';
import { recordRefusal } from './refused-message.ts';

it('a call that the limit refuses leaves one event, without the text that the caller sent as a name', async () => {
  const events: AuditEvent[] = [];
  const services = testServices({
    key: async () => onlyKey('key'),
    audit: { record: async (event: AuditEvent) => void events.push(event) },
  });
  const error = new ManifoldError('E3009', 'Too many.', { details: { retryAfter: 3 } });
  const budget = { name: 'requestsPerMinute', limit: 1, remaining: 0 };
  const request = testRequest({ charge: { budget, refusal: { refuses: 'request', error } } });
  const params = { name: 'Invented Person, 1 Invented Road', arguments: { secret: 'canary' } };
  const response = await refuseOverLimit({ method: 'tools/call', id: 1, params }, request, services);
  expect(response?.status).toBe(429);
  expect(response?.headers.get('retry-after')).toBe('3');
  expect(events).toEqual([expect.objectContaining({ target: '(no name)', outcome: 'refused', errorCode: 'E3009' })]);
  expect(JSON.stringify(events)).not.toContain('canary');
});

it('a hundred refusals of one kind at the public endpoint leave one event', async () => {
  const events: AuditEvent[] = [];
  const audit = { record: async (event: AuditEvent) => void events.push(event) };
  const services = testServices({ key: async () => onlyKey('key'), audit, refused: refusalRecorder(audit) });
  const request = testRequest({
    endpoint: { kind: 'public' },
    principal: testPrincipal({ id: 'anonymous', tenant: 'public', credential: 'none' }),
  });
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
