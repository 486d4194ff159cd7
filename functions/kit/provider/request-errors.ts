import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** Errors are wrapped a few times at most; the limit ends a chain of causes that leads back to itself. */
const MAX_CAUSES = 10;

/** Codes of Node and undici for connections that could not be opened, so that nothing of the request was sent. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|CERT_.*|.*CERTIFICATE.*)$/;

/** Whether a request failed before any of it was sent. */
export function wasNeverSent(thrown: unknown): boolean {
  return chainOf(thrown).some(({ code }) => typeof code === 'string' && NEVER_SENT.test(code));
}

/** The error of the platform itself (egress guard, circuit breaker) that an SDK may have wrapped in its own. */
export function platformErrorIn(thrown: unknown): ManifoldError | undefined {
  return chainOf(thrown).find((error) => error instanceof ManifoldError);
}

/** An error and its causes, outermost first. */
function chainOf(thrown: unknown): { code?: unknown; cause?: unknown }[] {
  const chain: { code?: unknown; cause?: unknown }[] = [];
  let error = thrown;
  while (typeof error === 'object' && error !== null && chain.length < MAX_CAUSES) {
    chain.push(error);
    error = Reflect.get(error, 'cause');
  }
  return chain;
}
