import { ENV } from '../../../schemas/environment.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** The Cognito user pool in which people sign in, for a family with the capability `user-directory`. */
export interface UserDirectory {
  userPoolId: string;
  /** A public app client: it has no secret, and its calls need no permission. */
  clientId: string;
}

/** @throws {ManifoldError} E3002 if the stage does not allow sign-in with a password */
export function userDirectory(environment: NodeJS.ProcessEnv = process.env): UserDirectory {
  const { [ENV.USER_POOL_ID]: userPoolId, [ENV.USER_POOL_CLIENT_ID]: clientId } = environment;
  if (userPoolId && clientId) return { userPoolId, clientId };
  throw new ManifoldError('E3002', 'Signing in with a password is switched off on this stage.', {
    details: { suggestion: 'Sign in with OAuth at the authorization server that the endpoint metadata names.' },
  });
}
