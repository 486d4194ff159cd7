import { ApiKeyRequest } from '../../schemas/api-keys.ts';

/** What the command line says of a new key; lists are comma-separated. */
export interface KeyOptions {
  label?: string;
  agent?: string;
  scopes?: string;
  roles?: string;
  tier?: string;
  days?: string;
}

/**
 * The request for a new key; left out are scopes (none) and roles (`user`).
 * @throws {Error} in one sentence, naming the option
 */
export function keyRequest({ label, agent, scopes = '', roles = 'user', tier, days }: KeyOptions): ApiKeyRequest {
  const request = ApiKeyRequest.safeParse({
    label,
    scopes: list(scopes),
    roles: list(roles),
    ...(agent === undefined ? {} : { agent }),
    ...(tier === undefined ? {} : { tier }),
    ...(days === undefined ? {} : { expiresInDays: Number(days) }),
  });
  if (request.success) return request.data;
  const [issue] = request.error.issues;
  const option = String(issue?.path[0] ?? 'label').replace('expiresInDays', 'days');
  throw new Error(`--${option}: ${issue?.message}.`);
}

const list = (text: string) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
