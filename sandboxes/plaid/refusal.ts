import { randomBytes } from 'node:crypto';
import type { Answer } from '../shared/serve.ts';

export const requestId = (): string => randomBytes(8).toString('hex').slice(0, 15);

export function json(status: number, body: object): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, request_id: requestId() }),
  };
}

/** A request that the API refuses: error type and code as its error tables list them. */
export class Refusal extends Error {
  readonly status: number;
  readonly type: string;
  readonly code: string;
  readonly display: string | null;

  constructor(type: string, code: string, options: { status?: number; message?: string; display?: string } = {}) {
    super(options.message ?? code.toLowerCase().replaceAll('_', ' '));
    this.status = options.status ?? 400;
    this.type = type;
    this.code = code;
    this.display = options.display ?? null;
  }

  get body() {
    return {
      error_type: this.type,
      error_code: this.code,
      error_message: this.message,
      display_message: this.display,
      documentation_url: '',
      suggested_action: null,
    };
  }

  get answer(): Answer {
    return json(this.status, this.body);
  }
}

export const missingField = (name: string): Refusal =>
  new Refusal('INVALID_REQUEST', 'MISSING_FIELDS', { message: `the following required fields are missing: ${name}` });
export const unknownField = (name: string): Refusal =>
  new Refusal('INVALID_REQUEST', 'UNKNOWN_FIELDS', {
    message: `the following fields are not recognized by this endpoint: ${name}`,
  });
export const invalidField = (name: string): Refusal =>
  new Refusal('INVALID_REQUEST', 'INVALID_FIELD', { message: `${name} is invalid` });
