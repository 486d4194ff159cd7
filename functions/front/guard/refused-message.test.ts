import { expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import { ManifoldError } from '../../runtime/errors/manifold-error.ts';
import type { FrontRequest } from '../front-request.ts';
import { requestLimit } from '../http/rate-limit.ts';
import type { Services } from '../services.ts';

it('a call that the limit refuses leaves one event, without what the caller wrote in place of a name', async () => {
  const events: AuditEvent[] = [];
  const services = {
    key: async () => 'key',
    audit: { record: async (event: AuditEvent) => void events.push(event) },
  } as unknown as Services;
  const request = {
    endpoint: { kind: 'all' },
    principal: { id: 'user:1', tenant: 'acme', credential: 'k' },
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
