import { randomUUID } from 'node:crypto';
import type { Answer } from '../../shared/serve.ts';

/** An answer whose body is this JSON and nothing around it. */
export function bare(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

const envelope = (code: number) => ({ code, timestamp: Date.now(), transaction_id: randomUUID() });

/** A success in the provider's envelope. */
export function success(data: Record<string, unknown>): Answer {
  return bare(200, { ...envelope(200), data });
}

/** A failure: a code and a message, no data. Status 200 is for the failures that come as a success. */
export function failure(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return bare(status, { ...envelope(status), message }, headers);
}
