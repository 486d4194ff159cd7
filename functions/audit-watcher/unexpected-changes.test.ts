import { describe, expect, it } from '@jest/globals';
import { AUDIT_RETIRED_KEY, auditActiveKey, passedWindowKey } from '../../schemas/keys.ts';
import { auditKey } from '../platform/audit/audit-trail.ts';
import { unexpectedChanges } from './unexpected-changes.ts';

const NOW = Date.parse('2026-11-21T10:00:00.000Z');
const HOUR = 3_600_000;

const eventAt = (age: number) =>
  auditKey({
    tenant: 'acme#2026',
    at: new Date(NOW - age).toISOString(),
    callId: '4bb10a68-0000-4000-8000-000000000000',
    phase: 'intent',
    nonce: '00'.repeat(16),
  });

const changesOf = (eventName: string, ...keys: { pk: string; sk: string }[]) =>
  unexpectedChanges({
    Records: keys.map(({ pk, sk }) => ({
      eventName,
      eventSource: 'aws:dynamodb',
      dynamodb: { ApproximateCreationDateTime: NOW / 1000, Keys: { pk: { S: pk }, sk: { S: sk } } },
    })),
  });

describe.each(['MODIFY', 'REMOVE'])('a record of the kind %s', (kind) => {
  it.each([
    ['an event of this minute', eventAt(0)],
    ['an event that the last look for late events has not seen', eventAt(24 * HOUR)],
    ['an event of the future', eventAt(-HOUR)],
    ['the announcement of a tenant in this hour', auditActiveKey('2026-11-21T10', 'acme')],
    ['the decision to pass a window of this hour', passedWindowKey('2026-11-21T09:05Z')],
    ['an item whose key names no time', { pk: 'acme', sk: 'note' }],
  ])('is reported if it is about %s', (_what, key) => {
    expect(changesOf(kind, key)).toEqual([{ change: kind, ...key }]);
  });

  it.each([
    ['an event that was sealed', eventAt(26 * HOUR)],
    ['the announcement of a tenant two days ago', auditActiveKey('2026-11-19T10', 'acme')],
    ['the decision to pass a window two days ago', passedWindowKey('2026-11-19T09:05Z')],
  ])('is no news if it is about %s', (_what, key) => {
    expect(changesOf(kind, key)).toEqual([]);
  });
});

it('the mark of how far events have left the table may move, and may not be removed', () => {
  expect(changesOf('MODIFY', AUDIT_RETIRED_KEY)).toEqual([]);
  expect(changesOf('REMOVE', AUDIT_RETIRED_KEY)).toHaveLength(1);
});

it('an item that is added is no news', () => {
  expect(changesOf('INSERT', eventAt(0))).toEqual([]);
});

it('a batch is judged item by item', () => {
  const changes = changesOf('REMOVE', eventAt(0), eventAt(30 * HOUR), eventAt(1));
  expect(changes.map(({ sk }) => sk)).toEqual([eventAt(0).sk, eventAt(1).sk]);
});

it('an event that is no batch of a stream fails, so that Lambda delivers it again', () => {
  expect(() => unexpectedChanges({ Records: [{ eventName: 'MODIFY' }] })).toThrow();
});
