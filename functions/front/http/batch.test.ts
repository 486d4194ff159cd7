import { describe, expect, it } from '@jest/globals';
import { MOST_MESSAGES, serveBatch } from './batch.ts';

const messages = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));
const json = async (message: unknown) => Response.json({ answered: message });

describe('a batch', () => {
  it('is answered message by message, in order, with streams and notifications', async () => {
    const answers = [
      Response.json({ id: 0 }),
      new Response(null, { status: 202 }),
      new Response('event: message\ndata: {"method":"progress"}\n\nevent: message\ndata: {"id":2}\n\n', {
        headers: { 'content-type': 'text/event-stream' },
      }),
    ];
    const response = await serveBatch(messages(3), new Headers(), async () => answers.shift() ?? Response.error());
    expect(await response.json()).toEqual([{ id: 0 }, { id: 2 }]);
  });

  it('of notifications alone is accepted', async () => {
    const response = await serveBatch(messages(2), new Headers(), async () => new Response(null, { status: 202 }));
    expect(response.status).toBe(202);
  });

  it.each(['2025-06-18', '2025-11-25', '2026-07-28'])('is refused in revision %s', async (version) => {
    const headers = new Headers({ 'mcp-protocol-version': version });
    await expect(serveBatch(messages(1), headers, json)).rejects.toMatchObject({ code: 'E2001' });
  });

  it('is refused before anything is served if it holds a batch', async () => {
    const served: unknown[] = [];
    const serve = async (message: unknown) => Response.json(served.push(message));
    const nested = [{ id: 1 }, messages(1000)];
    await expect(serveBatch(nested, new Headers(), serve)).rejects.toMatchObject({ code: 'E2001' });
    expect(served).toEqual([]);
  });

  it.each([0, MOST_MESSAGES + 1])('is refused if it has %d messages', async (count) => {
    await expect(serveBatch(messages(count), new Headers(), json)).rejects.toMatchObject({ code: 'E2001' });
  });
});
