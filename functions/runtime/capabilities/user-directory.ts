import { ENV } from '../../../schemas/environment.ts';
import { ManifoldError } from '../errors/manifold-error.ts';

/** Where people sign in, for a family with the capability `user-directory`. */
export interface UserDirectory {
  userPoolId: string;
  /** A public client: it has no secret, and its calls take no permission. */
  clientId: string;
}

/** @throws {ManifoldError} E5004 where the stage has no user pool */
export function userDirectory(environment: NodeJS.ProcessEnv = process.env): UserDirectory {
  const { [ENV.USER_POOL_ID]: userPoolId, [ENV.USER_POOL_CLIENT_ID]: clientId } = environment;
  if (userPoolId && clientId) return { userPoolId, clientId };
  throw new ManifoldError('E5004', 'This stage has no user pool of its own, so nobody can sign in here.', {
    details: { suggestion: 'Sign in at the authorization server that the metadata names.' },
    retryable: false,
  });
}
