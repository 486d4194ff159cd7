import { ManifoldError } from '../errors/manifold-error.ts';

/** Unpacked bytes that a provider's answer may have: three times what a family can pass on, and less than its memory. */
export const MOST_ANSWER_BYTES = 20 * 1024 * 1024;

/**
 * The same answer with a body that ends: where the connection breaks in the middle of it, or it grows beyond
 * `MOST_ANSWER_BYTES`, who reads it gets an error of the catalogue, so that a family need not tell them apart.
 *
 * @param broken makes the error for a connection that broke off
 * @returns an answer whose body fails with what `broken` says, or with E4004 where it is too large
 */
export function boundedAnswer(response: Response, host: string, broken: (cause: unknown) => ManifoldError): Response {
  const { body, status, statusText, headers, url } = response;
  if (!body) return response;
  const reader = body.getReader();
  let bytes = 0;
  const bounded = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        bytes += value.byteLength;
        if (bytes <= MOST_ANSWER_BYTES) return controller.enqueue(value);
      } catch (cause) {
        return controller.error(broken(cause));
      }
      controller.error(tooLarge(host));
      // The connection goes with it; how that ends is of no concern any more.
      await reader.cancel().catch(() => undefined);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const answer = new Response(bounded, { status, statusText, headers });
  return Object.defineProperty(answer, 'url', { value: url });
}

function tooLarge(host: string): ManifoldError {
  return new ManifoldError(
    'E4004',
    `The provider at ${host} answered with more than ${MOST_ANSWER_BYTES / 1024 / 1024} MB, which was not read.`,
    { details: { suggestion: 'Ask for less at once, where the tool lets you.' } },
  );
}
