import type { OutboundFetch } from '../../functions/kit/outbound/outbound.ts';

/** A request as a family sent it, and the answer to it once that has come. */
export interface SentRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  /** The body as it was sent; empty if there was none. */
  text: string;
  /** The JSON value of the body; undefined if it is not JSON. */
  body: unknown;
  answer?: { status: number; text: string };
}

/** The same client, which adds each request to `sent`. */
export function recordRequests(outbound: OutboundFetch, sent: SentRequest[]): OutboundFetch {
  return async (input, init, context) => {
    const request = requestOf(input, init);
    sent.push(request);
    const response = await outbound(input, init, context);
    // A body that breaks off fails when the family reads it.
    const text = await response
      .clone()
      .text()
      .catch(() => undefined);
    if (text !== undefined) request.answer = { status: response.status, text };
    return response;
  };
}

function requestOf(input: string | URL | Request, init: RequestInit | undefined): SentRequest {
  const text = typeof init?.body === 'string' ? init.body : '';
  return {
    method: init?.method ?? 'GET',
    url: new URL(input instanceof Request ? input.url : input),
    headers: Object.fromEntries(new Headers(init?.headers)),
    text,
    body: text.startsWith('{') ? JSON.parse(text) : undefined,
  };
}
