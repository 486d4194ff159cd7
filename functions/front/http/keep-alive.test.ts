import { describe, expect, it } from '@jest/globals';
import { withKeepAlive } from './answer-form.ts';

const json = (value: unknown) => Response.json(value);

describe('an answer to a silent call', () => {
  it('is passed on unchanged if it comes in time', async () => {
    const answer = json({ id: 1 });
    expect(await withKeepAlive(Promise.resolve(answer), 1_000)).toBe(answer);
  });

  it('becomes an event stream whose last event is the late answer', async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const response = await withKeepAlive(promise, 1);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe(': keep-alive\n\n');
    expect((await reader?.read())?.value).toBe(': keep-alive\n\n');
    resolve(json({ id: 1 }));
    let last = '';
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) last = read.value;
    expect(last).toBe('event: message\ndata: {"id":1}\n\n');
  });

  it('keeps its events if it is a late stream', async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const response = await withKeepAlive(promise, 1);
    resolve(new Response('event: message\ndata: {}\n\n', { headers: { 'content-type': 'text/event-stream' } }));
    expect(await response.text()).toMatch(/event: message\ndata: \{\}\n\n$/);
  });

  it('fails if the call fails before the stream began', async () => {
    await expect(withKeepAlive(Promise.reject(new Error('broken')), 1_000)).rejects.toThrow('broken');
  });
});
