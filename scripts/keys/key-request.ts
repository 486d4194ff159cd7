import { ApiKeyRequest } from '../../schemas/api-keys.ts';
import { ArgumentError } from '../command/command-error.ts';

/** Options of a new key; lists are separated by commas. */
export interface KeyOptions {
  label?: string | undefined;
  agent?: string | undefined;
  scopes?: string | undefined;
  roles?: string | undefined;
  tier?: string | undefined;
  days?: string | undefined;
}

/**
 * The request for a new key; without options it has no scope and the role `user`.
 *
 * @throws {ArgumentError} naming the option that is not right
 */
export function keyRequest({ label, agent, scopes = '', roles = 'user', tier, days }: KeyOptions): ApiKeyRequest {
  const request = ApiKeyRequest.safeParse({
    label,
    scopes: list(scopes),
    roles: list(roles),
    agent,
    tier,
    expiresInDays: days === undefined ? undefined : Number(days),
  });
  if (request.success) return request.data;
  const [issue] = request.error.issues;
  const option = String(issue?.path[0] ?? 'label').replace('expiresInDays', 'days');
  throw new ArgumentError(`--${option}: ${issue?.message}.`);
}

const list = (text: string) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
