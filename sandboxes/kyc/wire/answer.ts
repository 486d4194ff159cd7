import { randomUUID } from 'node:crypto';

/** What goes back over the wire. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

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
