import { afterEach, expect, it } from '@jest/globals';
import { observeClock, sharedTime } from './shared-clock.ts';

const NOW = Date.UTC(2026, 10, 21, 10, 0, 0, 900);
const said = (secondsAhead: number) => new Date(NOW + secondsAhead * 1_000).toUTCString();
const observe = (secondsAhead: number, tookMs = 20) =>
  observeClock(said(secondsAhead), { sent: NOW - tookMs, received: NOW });
afterEach(() => observe(0));

it.each([0, 3, -3])('ignores a difference of %i s between the clocks', (seconds) => {
  observe(seconds);
  expect(sharedTime(NOW)).toBe(NOW);
});

it.each([60, -60])('corrects a clock that AWS is %i s ahead of, to the second', (seconds) => {
  observe(seconds);
  expect(Math.abs(sharedTime(NOW) - NOW - seconds * 1_000)).toBeLessThanOrEqual(1_000);
});

it('corrects the clock by the last answer of AWS alone', () => {
  observe(60);
  observe(0);
  expect(sharedTime(NOW)).toBe(NOW);
});

it('ignores an answer that took long or has no usable date', () => {
  observe(60);
  const before = sharedTime(NOW);
  observe(-300, 300_000);
  observeClock(undefined, { sent: NOW, received: NOW });
  observeClock('soon', { sent: NOW, received: NOW });
  expect(sharedTime(NOW)).toBe(before);
});
