import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { authenticate } from './authenticate.ts';
import { type Credentials, readCredentials, sameCredentials } from './credentials.ts';
import { baseUrl } from './endpoint.ts';
import { usableUntil } from './token-lifetime.ts';

/** A token and the credentials that it was issued for; each request carries both the key and the token. */
export interface Session {
  readonly token: string;
  readonly credentials: Credentials;
  /** Unix milliseconds. */
  readonly usableUntil: number;
}

/** Time that a sign-in may take, independent of the deadline of the call that starts it. */
const SIGN_IN_MS = 10_000;

/** Sessions by base URL; in memory only, so that a token ends with its execution environment. */
const kept = new Map<string, Session>();
const pending = new Map<string, Promise<Session>>();

/** The current session while it is valid, or else a new one. Concurrent callers share one sign-in. */
export async function currentSession(call: Call): Promise<Session> {
  const credentials = await readCredentials(call, { fresh: false });
  const session = kept.get(baseUrl(call).href);
  if (session && session.usableUntil > Date.now() && sameCredentials(session.credentials, credentials)) return session;
  return signIn(call, credentials);
}

/**
 * The session to use after the provider has refused one: a session that another call has renewed in the meantime, or
 * else a new one with a freshly read secret, so that rotated credentials are used.
 */
export async function renewedSession(call: Call, refused: Session): Promise<Session> {
  const session = kept.get(baseUrl(call).href);
  if (session && session !== refused) return session;
  kept.delete(baseUrl(call).href);
  return pending.get(baseUrl(call).href) ?? signIn(call, await readCredentials(call, { fresh: true }));
}

function signIn(call: Call, credentials: Credentials): Promise<Session> {
  const key = baseUrl(call).href;
  const underWay = pending.get(key);
  if (underWay) return underWay;
  // Other calls may wait for this sign-in, so it does not end with the call that started it.
  const own: Call = {
    ...call,
    signal: AbortSignal.timeout(SIGN_IN_MS),
    context: { ...call.context, deadline: Date.now() + SIGN_IN_MS },
  };
  const started = openSession(own, credentials)
    .then((session) => {
      kept.set(key, session);
      return session;
    })
    .finally(() => pending.delete(key));
  pending.set(key, started);
  return started;
}

async function openSession(call: Call, credentials: Credentials): Promise<Session> {
  let used = credentials;
  let token = await authenticate(call, used);
  if (token === undefined) {
    const fresh = await readCredentials(call, { fresh: true });
    if (!sameCredentials(fresh, used)) {
      used = fresh;
      token = await authenticate(call, used);
    }
  }
  if (token === undefined) {
    throw new ManifoldError(
      'E4006',
      'The KYC provider refuses the credentials of this platform. Tell the operators: key and secret in the secret of the family "kyc" must belong to the host in KYC_API_BASE_URL.',
    );
  }
  return { token, credentials: used, usableUntil: usableUntil(token, Date.now()) };
}
