import type { ErrorBody } from '../../../schemas/errors.ts';
import { logger } from '../logging/logger.ts';
import { isFault } from '../tracing/faults.ts';
import { type ErrorBodyOptions, ManifoldError, toErrorBody, toManifoldError } from './manifold-error.ts';

/**
 * The JSON shape of an error that ends a call. The log gets its stack: as an error if something failed, else for debugging
 * only, since refusals are common.
 */
export function answeredError(thrown: unknown, options: ErrorBodyOptions): ErrorBody {
  const error = toManifoldError(thrown);
  const { code, message } = error;
  const facts = { code, correlationId: options.correlationId, stack: stackOf(error) };
  if (isFault(code)) logger.error(message, facts);
  else logger.debug(message, facts);
  return toErrorBody(error, options);
}

/**
 * The stack of an error and of its causes. The messages of errors that are not ours may quote arguments, so only their
 * names are there.
 */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const title = error instanceof ManifoldError ? `${error.code} ${error.message}` : error.name;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  const own = [title, ...frames].join('\n');
  return error.cause === undefined ? own : `${own}\ncaused by: ${stackOf(error.cause)}`;
}
