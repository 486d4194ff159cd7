import { describe, expect, it } from '@jest/globals';
import { newGate } from './support/control.ts';
import { answerOf, legacy, modern } from './support/endpoint.ts';
import { blocksOf, messagesOf, next } from './support/event-stream.ts';

const ERAS = [
  { era: '2026-07-28', ask: modern },
  { era: '2025-11-25', ask: legacy },
];

const hold = (gate: string, silent = false) => ({ name: 'hold_until_opened', arguments: { gate, silent } });

describe.each(ERAS)('a call of $era that streams', ({ ask }) => {
  it('sends progress to the client while the tool still works', async () => {
    const gate = newGate();
    const messages = messagesOf(await ask('tools/call', hold(gate.name), { meta: { progressToken: 'token' } }));
    // The gate is still closed, so the call cannot have ended when this message arrives.
    let first = await next(messages);
    if (first.method === 'notifications/message') first = await next(messages);
    expect(first).toMatchObject({
      method: 'notifications/progress',
      params: { progressToken: 'token', progress: 1, total: 2, message: 'waiting' },
    });
    await gate.open();
    const rest = [];
    for await (const message of messages) rest.push(message);
    const progress = rest.filter(({ method }) => method === 'notifications/progress');
    expect(progress).toMatchObject([{ params: { progress: 2 } }]);
    expect(rest.at(-1)).toMatchObject({ id: 1, result: { structuredContent: { gate: gate.name } } });
  });

  it('ends with E3005 once it is cancelled, and the tool hears of it', async () => {
    const gate = newGate();
    const id = `cancel-${gate.name}`;
    const answer = answerOf(ask('tools/call', hold(gate.name), { id }));
    await gate.arrived();
    const cancelled = await ask('notifications/cancelled', { requestId: id }, { id: null });
    expect(cancelled.status).toBe(202);
    await gate.left();
    expect(await answer).toMatchObject({
      id,
      result: { isError: true, _meta: { 'manifold/error': { code: 'E3005' } } },
    });
  });
});

describe('a call without progress', () => {
  it('is kept alive in either era, and its answer comes in the same stream', async () => {
    // Both calls wait for the same ten seconds.
    await Promise.all(ERAS.map(({ ask }) => keptAlive(ask)));
  });
});

describe('a client that reads JSON alone', () => {
  it.each(ERAS)('gets the answer of $era as JSON, also if the tool reports progress', async ({ ask }) => {
    const gate = newGate();
    const asked = { meta: { progressToken: 'token' }, headers: { accept: 'application/json' } };
    const sent = ask('tools/call', hold(gate.name), asked);
    await gate.arrived();
    await gate.open();
    const response = await sent;
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({ id: 1, result: { structuredContent: { gate: gate.name } } });
  });
});

async function keptAlive(ask: typeof modern): Promise<void> {
  const gate = newGate();
  const response = await ask('tools/call', hold(gate.name, true));
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(response.headers.get('cache-control')).toContain('no-cache');
  const blocks = blocksOf(response);
  expect(await next(blocks)).toMatchObject({ comment: expect.any(String) });
  await gate.open();
  let last = await next(blocks);
  while (last.data === undefined) last = await next(blocks);
  expect(last.data).toMatchObject({ id: 1, result: { structuredContent: { gate: gate.name } } });
}
