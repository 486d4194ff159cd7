/** A clock that jumps must not make a one-time grant valid a second time. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { withClock } from '../../faults/support/faults.ts';
import { control } from '../../integration/support/control.ts';
import { callTool } from '../../integration/support/endpoint.ts';

/** Seconds by which front's clock jumps: longer than a confirmation or lease, shorter than an idempotency record. */
const JUMPS = [3_600, -3_600];

const erase = (args: Record<string, unknown>) => callTool('erase_counter', args);
const timesDone = async (counter: string) => ((await control(`/counts/${counter}`)) as { count: number }).count;

describe.each(JUMPS)('front with a clock that jumps by %i s', (seconds) => {
  it('accepts no confirmation a second time', async () => {
    const counter = randomUUID();
    const { details } = (await erase({ counter }))._meta['manifold/error'];
    const confirmed = { counter, confirmation_token: details.confirmationToken };
    expect(await erase(confirmed)).toMatchObject({ structuredContent: { count: 1 } });
    await withClock('front', seconds, () => erase(confirmed));
    await erase(confirmed);
    expect(await timesDone(counter)).toBe(1);
  });

  it('executes a write under a known idempotency key once', async () => {
    const counter = randomUUID();
    const options = { meta: { 'manifold/idempotencyKey': randomUUID() } };
    const write = () => callTool('count_calls', { counter }, options);
    expect(await write()).toMatchObject({ structuredContent: { count: 1 } });
    const again = await withClock('front', seconds, write);
    expect(again).toMatchObject({ _meta: { 'manifold/replayed': true } });
    expect(await write()).toMatchObject({ _meta: { 'manifold/replayed': true } });
    expect(await timesDone(counter)).toBe(1);
  });
});
