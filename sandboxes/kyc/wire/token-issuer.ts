import { createHmac, randomUUID } from 'node:crypto';
import type { Answer } from '../../shared/serve.ts';
import { bare, failure, success } from './answer.ts';

/** Credentials that this sandbox accepts at first: plainly invented. */
export const SANDBOX_CREDENTIALS = { apiKey: 'key_local_manifold', apiSecret: 'secret_local_manifold' };
/** A key that the provider would call expired. */
const EXPIRED_KEY = 'key_local_expired';

export interface TokenOptions {
  /** `envelope` as documented now, `top-level` as documented before. */
  shape: 'envelope' | 'top-level';
  /** `jwt` carries its expiry, `opaque` is a random text. */
  form: 'jwt' | 'opaque';
  lifetimeSeconds: number;
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Issues and checks access tokens as the provider does: 24 hours, no "Bearer", bound to the key. */
export class TokenIssuer {
  credentials = SANDBOX_CREDENTIALS;
  options: TokenOptions = { shape: 'envelope', form: 'jwt', lifetimeSeconds: 24 * 3600 };
  /** Valid tokens with their expiry in Unix milliseconds. */
  private readonly issued = new Map<string, number>();
  private readonly ended = new Set<string>();

  /** `POST /authenticate`. */
  authenticate(headers: Record<string, string>): Answer {
    if (headers['x-api-key'] === EXPIRED_KEY) return failure(403, 'Bad Credentials');
    const { apiKey, apiSecret } = this.credentials;
    if (headers['x-api-key'] !== apiKey || headers['x-api-secret'] !== apiSecret) return failure(401, 'Unauthorized');
    const access_token = this.issue();
    return this.options.shape === 'envelope' ? success({ access_token }) : bare(200, { access_token });
  }

  /** Refuses a call without a valid token and key: 401 if the token never was valid, 403 if it has expired. */
  refuse({ authorization, 'x-api-key': apiKey }: Record<string, string>): Answer | undefined {
    if (!authorization || apiKey !== this.credentials.apiKey) return failure(401, 'Unauthorized');
    if (this.ended.has(authorization)) return failure(403, 'Forbidden');
    const end = this.issued.get(authorization);
    if (end === undefined) return failure(401, 'Unauthorized');
    return end > Date.now() ? undefined : failure(403, 'Forbidden');
  }

  /** Expires one token, or all. */
  expire(token?: string): void {
    for (const each of token === undefined ? [...this.issued.keys()] : [token]) {
      this.issued.delete(each);
      this.ended.add(each);
    }
  }

  private issue(): string {
    const end = Math.floor(Date.now() / 1000) + this.options.lifetimeSeconds;
    const unsigned = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ sub: 'manifold-sandbox', jti: randomUUID(), exp: end })}`;
    const signature = createHmac('sha256', this.credentials.apiSecret).update(unsigned).digest('base64url');
    const token = this.options.form === 'jwt' ? `${unsigned}.${signature}` : randomUUID();
    this.issued.set(token, end * 1000);
    return token;
  }
}
