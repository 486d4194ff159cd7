import type { Answer } from '../shared/serve.ts';

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: status === 204 ? '' : JSON.stringify(body),
});

/** A request that the API refuses: its code of eight digits and its message. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  get answer(): Answer {
    const headers: Record<string, string> = this.status === 429 ? { 'retry-after': '1' } : {};
    return json(this.status, { code: this.code, message: this.message }, headers);
  }
}

export const invalid = (message: string): Refusal => new Refusal(422, 42_210_000, message);
export const missing = (what: string): Refusal => new Refusal(404, 40_410_000, `${what} not found`);
export const forbidden = (message: string): Refusal => new Refusal(403, 40_310_000, message);
