import { randomBytes } from 'node:crypto';

/**
 * The `X-Amzn-Trace-Id` that a service receives. Load balancers of AWS add a field `Self` to the header, or make one
 * with a new root (Elastic Load Balancing, "Request tracing"), so a signature over the header never fits.
 */
export function rewrittenTrace(received: string | undefined, now: number): string {
  const id = `1-${Math.floor(now / 1_000).toString(16)}-${randomBytes(12).toString('hex')}`;
  return received?.includes('Root=') ? `Self=${id};${received}` : `Root=${id}`;
}
