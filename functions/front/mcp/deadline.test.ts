import { describe, expect, it } from '@jest/globals';
import { deadlineOf, timeOf } from './call-context.ts';

const now = Date.now();
const within = (functionMs: number, asked?: unknown, toolMs = 30_000) =>
  deadlineOf(
    { functionDeadline: now + functionMs },
    { mcpReq: { _meta: asked === undefined ? {} : { 'manifold/timeoutMs': asked } } },
    toolMs,
  ) - now;

describe('the deadline of a call', () => {
  it('is the time that its caller waits, and at most the time of the tool', () => {
    const shortest = within(900_000, 1_000);
    expect(shortest).toBeGreaterThanOrEqual(1_000);
    expect(shortest).toBeLessThan(within(900_000, 60_000));
    expect(within(900_000, 60_000)).toBeLessThan(60_000);
  });

  it('leaves front time to answer', () => {
    expect(within(10_000)).toBe(8_000);
    expect(within(10_000, undefined, Number.POSITIVE_INFINITY)).toBe(8_000);
  });

  it('is marked as hurried if it is less than the time of the tool', () => {
    const of = (_meta: Record<string, unknown>) =>
      timeOf({ functionDeadline: now + 900_000 }, { mcpReq: { _meta } }, 30_000);
    expect(of({ 'manifold/timeoutMs': 1_000 })).toMatchObject({ hurried: true });
    expect(of({ 'manifold/timeoutMs': 60_000 })).not.toHaveProperty('hurried');
    expect(of({})).not.toHaveProperty('hurried');
  });

  it.each([0, 99, -1, '1000', null, Number.NaN])('is refused if the caller asks for %j', (asked) => {
    expect(() => within(900_000, asked)).toThrow(
      expect.objectContaining({
        code: 'E2004',
        details: expect.objectContaining({ field: '_meta.manifold/timeoutMs' }),
      }),
    );
  });
});
