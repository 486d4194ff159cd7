/** The form of an answer: clients of older revisions name fewer types in `Accept` than their revision asks for. */
import { lastMessage } from './last-message.ts';

/** Whether a client reads event streams. One that does not say so gets JSON, which every client reads. */
export function readsStreams({ headers }: Request): boolean {
  return headers.get('accept')?.includes('text/event-stream') ?? false;
}

/** The request as the SDK wants it: it refuses clients of 2025 that do not accept both types. */
export function acceptingBoth(req: Request): Request {
  const headers = new Headers(req.headers);
  headers.set('accept', 'application/json, text/event-stream');
  return new Request(req.url, { method: 'POST', headers });
}

/** The last message of a stream as JSON, for a client that reads nothing else. Progress is lost. */
export async function asJson(response: Response): Promise<Response> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
  return Response.json(await lastMessage(response), { status: response.status });
}
