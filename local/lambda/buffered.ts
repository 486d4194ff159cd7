import type { IncomingMessage } from 'node:http';
import { LIMITS } from './configuration.ts';
import { failurePayload, type InvocationResult } from './invocation.ts';

export type Buffered = { payload: Buffer; executedVersion: string; failed: boolean };

/** Waits for the whole answer; one above 6 MB becomes the failure that Lambda gives. */
export async function buffered(result: InvocationResult): Promise<Buffered> {
  const { executedVersion } = result;
  if (result.kind === 'failure') return { payload: result.body, executedVersion, failed: true };
  const payload = await collect(result.body);
  if (!payload)
    return { payload: failurePayload('Runtime.ExitError', 'The answer broke off.'), executedVersion, failed: true };
  const trailer = result.body.trailers['lambda-runtime-function-error-body'];
  if (trailer) return { payload: Buffer.from(trailer, 'base64'), executedVersion, failed: true };
  if (payload.length > LIMITS.payloadBytes + 100) {
    const message = `Response payload size exceeded maximum allowed payload size (${LIMITS.payloadBytes + 100} bytes).`;
    return { payload: failurePayload('Function.ResponseSizeTooLarge', message), executedVersion, failed: true };
  }
  return { payload, executedVersion, failed: false };
}

function collect(body: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    body.on('data', (chunk) => chunks.push(chunk));
    body.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    body.on('close', () => resolve(body.complete ? Buffer.concat(chunks) : undefined));
  });
}
