import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { NOT_CONNECTED } from '../../core/errors/not-connected.ts';

/** Errors are wrapped a few times at most; the limit ends a chain of causes that leads back to itself. */
const MAX_CAUSES = 10;

/** Further codes of Node and undici for a connection that was never opened: too late, or with a wrong certificate. */
const NOT_OPENED = /^(UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|CERT_.*|.*CERTIFICATE.*)$/;

/** Whether a request failed before any of it was sent. */
export function wasNeverSent(thrown: unknown): boolean {
  return chainOf(thrown).some(
    ({ code }) => typeof code === 'string' && (NOT_CONNECTED.has(code) || NOT_OPENED.test(code)),
  );
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
