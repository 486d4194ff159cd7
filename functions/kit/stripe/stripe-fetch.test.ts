import { describe, expect, it } from '@jest/globals';
import { stripeFetch } from './stripe-fetch.ts';

const answered = (body: string, status = 200) =>
  stripeFetch(async () => new Response(body, { status, headers: { 'request-id': 'req_1' } }))('https://stripe.example');

describe('an answer of Stripe', () => {
  it.each([
    '{"object":"payment_intent","id":"pi_1"}',
    '{"object":"list","data":[]}',
    '{"object":"search_result","data":[{"object":"customer","id":"cus_1"}]}',
    '<html>We are moving house.</html>',
  ])('reaches the SDK unchanged: %s', async (body) => {
    const response = await answered(body);
    expect([await response.text(), response.headers.get('request-id')]).toEqual([body, 'req_1']);
  });

  it.each([
    'null',
    '7',
    '"yes"',
    '[]',
    '{}',
    '{"object":"payment_intent"}',
    '{"object":"list","data":[null]}',
    '{"object":"list"}',
  ])('is refused with E4004 if it is not an object of the API: %s', async (body) => {
    await expect(answered(body)).rejects.toMatchObject({ code: 'E4004' });
  });

  it('reaches the SDK whatever it is, if its status is an error', async () => {
    expect(await (await answered('null', 500)).text()).toBe('null');
  });
});
