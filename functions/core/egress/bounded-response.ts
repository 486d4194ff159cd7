import { ManifoldError } from '../errors/manifold-error.ts';
import { JsonDepth } from '../json/json-depth.ts';

/** Limit of a provider's answer in unpacked bytes: three times what a family can pass on, and less than its memory. */
export const MAX_RESPONSE_BYTES = 20 * 1024 * 1024;

/**
 * The same answer with a body that a family can read safely. Its reader gets an error of the catalogue if the
 * connection breaks before the end, or if the body exceeds `MAX_RESPONSE_BYTES`, is JSON that is nested too deep, or is
 * the JSON `null` in a successful answer.
 *
 * @param broken makes the error for a broken connection
 * @returns an answer whose body fails with the error of `broken`, or with E4004 for an unusable body
 */
export function boundedResponse(response: Response, host: string, broken: (cause: unknown) => ManifoldError): Response {
  const { body, status, statusText, headers, url } = response;
  if (!body) return response;
  const reader = body.getReader();
  const isJson = response.ok && /[/+]json\b/i.test(headers.get('content-type') ?? '');
  const depth = new JsonDepth();
  let bytes = 0;
  /** The first bytes of a JSON body, to recognise `null` with white space around it. */
  let start = '';
  const bounded = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          if (isJson && start.trim() === 'null') return controller.error(noAnswer(host, 'null'));
          return controller.close();
        }
        bytes += value.byteLength;
        if (isJson && start.length <= MOST_NULL) start += Buffer.from(value.subarray(0, MOST_NULL)).toString('latin1');
        if (bytes <= MAX_RESPONSE_BYTES && !depth.exceededBy(value)) return controller.enqueue(value);
      } catch (cause) {
        return controller.error(broken(cause));
      }
      controller.error(bytes > MAX_RESPONSE_BYTES ? tooLarge(host) : noAnswer(host, 'JSON that is nested too deep'));
      // This also closes the connection, so an error of the cancellation does not matter.
      await reader.cancel().catch(() => undefined);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const answer = new Response(bounded, { status, statusText, headers });
  return Object.defineProperty(answer, 'url', { value: url });
}

/** `null` with more white space around it than this is not recognised. */
const MOST_NULL = 64;

function noAnswer(host: string, what: string): ManifoldError {
  return new ManifoldError('E4004', `The provider at ${host} answered with ${what}, which cannot be used.`);
}

function tooLarge(host: string): ManifoldError {
  return new ManifoldError(
    'E4004',
    `The provider at ${host} answered with more than ${MAX_RESPONSE_BYTES / 1024 / 1024} MB, which was not read.`,
    { details: { suggestion: 'Ask for less at once, where the tool lets you.' } },
  );
}
