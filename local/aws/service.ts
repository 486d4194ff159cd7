import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Identity } from '../identity/identities.ts';

/** A request as it was received. */
export type Received = {
  method: string;
  /** Path and query as they came. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
};

/** One authenticated request to an AWS service. */
export type AwsCall = Received & {
  identity: Identity;
  requestId: string;
  response: ServerResponse;
};

export type AwsService = {
  /** Answers the call; what it throws becomes the service's error answer. */
  handle(call: AwsCall): Promise<void>;
  /** How the service writes an error. */
  protocol: 'json-1.0' | 'json-1.1' | 'rest-json' | 'rest-xml' | 'query';
};

/** A service whose calls carry no signature, so that they have no identity in IAM. */
export type OpenAwsService = Pick<AwsService, 'protocol'> & {
  handle(call: Omit<AwsCall, 'identity'>): Promise<void>;
};

/** An error of a service, as the SDK reads it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly extra: Record<string, unknown>;

  constructor(code: string, message: string, status = 400, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.extra = extra;
  }
}

export function answerJson(response: ServerResponse, body: unknown, contentType = 'application/x-amz-json-1.1'): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }).end(text);
}
