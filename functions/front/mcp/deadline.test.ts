import { describe, expect, it } from '@jest/globals';
import type { ServerContext } from '@modelcontextprotocol/server';
import { deadlineOf } from './deadline.ts';

const now = Date.now();
const within = (functionMs: number, asked?: unknown, toolMs = 30_000) =>
  deadlineOf(
    { functionDeadline: now + functionMs },
    { mcpReq: { _meta: asked === undefined ? {} : { 'manifold/timeoutMs': asked } } } as unknown as ServerContext,
    toolMs,
  ) - now;

describe('the deadline of a call', () => {
  it('is what its caller waits, never more than the tool may take', () => {
    const shortest = within(900_000, 1_000);
    expect(shortest).toBeGreaterThanOrEqual(1_000);
    expect(shortest).toBeLessThan(within(900_000, 60_000));
    expect(within(900_000, 60_000)).toBeLessThan(60_000);
  });

  it('leaves front the time to answer', () => {
    expect(within(10_000)).toBe(8_000);
    expect(within(10_000, undefined, Number.POSITIVE_INFINITY)).toBe(8_000);
  });

  it.each([0, 99, -1, '1000', null, Number.NaN])('is not %j', (asked) => {
    expect(() => within(900_000, asked)).toThrow(
      expect.objectContaining({
        code: 'E2004',
        details: expect.objectContaining({ field: '_meta.manifold/timeoutMs' }),
      }),
    );
  });
});
