import { describe, expect, it } from '@jest/globals';
import { changeOf, defaultRetention, lockOf, parseRetention, type RetentionMode } from './object-lock.ts';

const NOW = Date.parse('2026-11-21T09:00:00Z');
const retention = (mode: RetentionMode, until: string) => ({ mode, until: new Date(until).toISOString() });
const BEFORE = '2026-11-21T08:59:59Z';
const LATER = '2026-11-22T09:00:00Z';
const LATEST = '2026-12-22T09:00:00Z';

describe('a version', () => {
  it.each([
    ['without a lock', {}, 'none'],
    ['under governance', { retention: retention('GOVERNANCE', LATER) }, 'governance'],
    ['under compliance', { retention: retention('COMPLIANCE', LATER) }, 'absolute'],
    ['whose time is over', { retention: retention('COMPLIANCE', BEFORE) }, 'none'],
    ['held by law after its time', { retention: retention('COMPLIANCE', BEFORE), legalHold: true }, 'absolute'],
  ] as const)('%s is locked so', (_, locked, lock) => {
    expect(lockOf(locked, NOW)).toBe(lock);
  });

  it.each([
    ['gets a first retention', undefined, retention('COMPLIANCE', LATER), 'free'],
    ['is kept longer', retention('COMPLIANCE', LATER), retention('COMPLIANCE', LATEST), 'free'],
    ['becomes compliant', retention('GOVERNANCE', LATER), retention('COMPLIANCE', LATER), 'free'],
    ['is kept shorter under governance', retention('GOVERNANCE', LATEST), retention('GOVERNANCE', LATER), 'bypass'],
    ['loses its governance', retention('GOVERNANCE', LATER), undefined, 'bypass'],
    ['is kept shorter under compliance', retention('COMPLIANCE', LATEST), retention('COMPLIANCE', LATER), 'refused'],
    ['loses its compliance', retention('COMPLIANCE', LATER), undefined, 'refused'],
    ['becomes governed', retention('COMPLIANCE', LATER), retention('GOVERNANCE', LATEST), 'refused'],
    ['whose time is over changes', retention('COMPLIANCE', BEFORE), undefined, 'free'],
  ] as const)('%s', (_, before, next, change) => {
    expect(changeOf(before ? { retention: before } : {}, next, NOW)).toBe(change);
  });
});

describe('a retention', () => {
  it('of the bucket begins now', () => {
    expect(defaultRetention({ mode: 'GOVERNANCE', days: 1 }, NOW)).toEqual(retention('GOVERNANCE', LATER));
    expect(defaultRetention(undefined, NOW)).toBeUndefined();
  });

  it.each([
    ['FOREVER', LATER],
    ['COMPLIANCE', BEFORE],
    ['COMPLIANCE', undefined],
    [undefined, LATER],
  ])('%s until %s is refused', (mode, until) => {
    expect(() => parseRetention(mode, until, NOW)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
  });
});
