import type { Answer } from '../../shared/serve.ts';
import { Refusal } from './answer.ts';

/**
 * Idempotency keys: the first answer of a POST is kept and given again, marked; the same key with other parameters is
 * refused. Requests that were refused before anything was done leave the key free.
 */
export class IdempotencyKeys {
  private readonly kept = new Map<string, { request: string; answer: Answer }>();

  replay(key: string, request: string): Answer | undefined {
    const found = this.kept.get(key);
    if (!found) return undefined;
    if (found.request !== request) {
      throw new Refusal({
        status: 400,
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    const { answer } = found;
    return { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true', 'idempotency-key': key } };
  }

  keep(key: string, request: string, answer: Answer): void {
    if (answer.status !== 400 && answer.status !== 401 && answer.status !== 404 && answer.status !== 429) {
      this.kept.set(key, { request, answer });
    }
  }
}
