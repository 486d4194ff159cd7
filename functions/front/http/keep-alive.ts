/** API Gateway closes a silent stream after five minutes, proxies and clients sooner. */
const SILENCE_MS = 10_000;

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
