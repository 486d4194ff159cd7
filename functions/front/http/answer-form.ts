/**
 * The form of an answer: JSON or an event stream. Clients of older revisions name fewer types in `Accept` than their revision
 * asks for, and a stream must not be silent for long.
 */
import { lastMessage } from './last-message.ts';

/** API Gateway closes a silent stream after five minutes, proxies and clients sooner. */
const SILENCE_MS = 10_000;

/**
 * Whether an answer may be an event stream. A client that does not accept one gets JSON, which every client reads. Lists
 * have nothing to report before their answer, so they come as JSON, which can be compressed, if the client accepts both.
 */
export function mayStream({ headers }: Request, method: string | undefined): boolean {
  const accepted = headers.get('accept') ?? '';
  const isList = method?.endsWith('/list') ?? false;
  return accepted.includes('text/event-stream') && !(isList && accepted.includes('application/json'));
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

/**
 * Turns an answer that takes longer than ten seconds into an event stream with keep-alive comments; the answer then comes
 * as its last event. A faster answer is passed on unchanged.
 */
export async function withKeepAlive(answer: Promise<Response>, silenceMs = SILENCE_MS): Promise<Response> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), silenceMs);
  });
  const first = await Promise.race([answer, silence]).finally(() => clearTimeout(timer));
  return first ?? streamed(answer, silenceMs);
}

function streamed(answer: Promise<Response>, silenceMs: number): Response {
  const encoder = new TextEncoder();
  let beat: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const comment = () => controller.enqueue(encoder.encode(': keep-alive\n\n'));
      comment();
      beat = setInterval(comment, silenceMs);
      try {
        const response = await answer;
        clearInterval(beat);
        if (response.headers.get('content-type')?.startsWith('text/event-stream') && response.body) {
          for await (const chunk of response.body) controller.enqueue(chunk);
        } else {
          controller.enqueue(encoder.encode(`event: message\ndata: ${await response.text()}\n\n`));
        }
        controller.close();
      } catch (error) {
        clearInterval(beat);
        controller.error(error);
      }
    },
    cancel() {
      clearInterval(beat);
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' } });
}
