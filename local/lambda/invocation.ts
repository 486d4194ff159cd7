import type { IncomingMessage } from 'node:http';

/** A function's answer. A failed one carries the JSON that Lambda gives: errorType, errorMessage, trace. */
export type InvocationResult =
  | { kind: 'answer'; streamed: boolean; contentType: string; body: IncomingMessage; executedVersion: string }
  | { kind: 'failure'; body: Buffer; executedVersion: string };

/** One invocation, waiting for an instance or running. */
export type Pending = {
  id: string;
  payload: Buffer;
  tenantId?: string;
  traceId: string;
  invokedArn: string;
  complete(result: InvocationResult): void;
};

/** The payload of a failure that the platform itself reports. */
export function failurePayload(errorType: string, errorMessage: string): Buffer {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}
