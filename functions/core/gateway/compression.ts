import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Middleware } from '@aws-lambda-powertools/event-handler/types';

const compressBytes = promisify(gzip);

/** Below this size an answer fits into one or two packets, and compressing it only costs time. */
const LEAST_BYTES = 2_048;
/** Level 6 makes a list of tools 6 % smaller than this one, and takes 1.5 times as long. */
const LEVEL = 4;

/**
 * Compresses JSON answers for clients that accept gzip. API Gateway does not compress streamed answers by itself. Event
 * streams stay as they are: compression would hold events back. Credentials come in a header that no browser adds by
 * itself, so a page cannot measure the length of an answer that holds a secret (BREACH).
 */
export const compression: Middleware = async ({ reqCtx, next }) => {
  await next();
  reqCtx.res = await compressed(reqCtx.res, reqCtx.req);
};

/** The answer, compressed if its type, its size and the client allow it. */
export async function compressed(response: Response, { headers: asked }: Pick<Request, 'headers'>): Promise<Response> {
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/.test(response.headers.get('content-type') ?? '');
  if (!isJson || response.body === null || response.headers.has('content-encoding')) return response;
  const headers = new Headers(response.headers);
  headers.append('vary', 'Accept-Encoding');
  const bytes = Buffer.from(await response.arrayBuffer());
  const { status } = response;
  if (bytes.length < LEAST_BYTES || !acceptsGzip(asked)) return new Response(bytes, { status, headers });
  headers.set('content-encoding', 'gzip');
  headers.delete('content-length');
  return new Response(await compressBytes(bytes, { level: LEVEL }), { status, headers });
}

/** Whether `Accept-Encoding` names gzip without the weight 0 (RFC 9110, 12.5.3). */
function acceptsGzip(headers: Headers): boolean {
  const named = (headers.get('accept-encoding') ?? '').split(',').map((coding) => coding.trim().toLowerCase());
  return named.some((coding) => /^gzip\s*(?:;\s*q=(?!0(?:\.0*)?$)[\d.]+)?$/.test(coding));
}
