import { randomBytes } from 'node:crypto';
import type { Answer } from '../../shared/serve.ts';

export type Json = Record<string, unknown>;

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'request-id': `req_${randomBytes(8).toString('hex')}`, ...headers },
    body: JSON.stringify(body),
  };
}

export interface Fault {
  status: number;
  type: 'invalid_request_error' | 'card_error' | 'api_error' | 'idempotency_error';
  message: string;
  code?: string;
  param?: string;
  declineCode?: string;
  paymentIntent?: Json;
}

/** A request that the API refuses, in the shape of its error object. */
export class Refusal extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }

  get answer(): Answer {
    const { status, type, message, code, param, declineCode, paymentIntent } = this.fault;
    return json(status, {
      error: {
        type,
        message,
        code,
        param,
        decline_code: declineCode,
        payment_intent: paymentIntent,
      },
    });
  }
}

export const invalid = (message: string, param?: string, code?: string): Refusal =>
  new Refusal({
    status: 400,
    type: 'invalid_request_error',
    message,
    param,
    code,
  });

export const missing = (kind: string, id: string, param = 'id'): Refusal =>
  new Refusal({
    status: 404,
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  });
