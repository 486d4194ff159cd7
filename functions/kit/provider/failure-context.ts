import type { ErrorDetails } from '../../../schemas/errors.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';

/** What the failure mapping of a provider has to know of the request that failed. */
export interface FailureContext {
  /**
   * For a request that must not be sent twice: what the caller can do if it is not known whether the provider acted on
   * it. Absent for requests that may be sent again.
   */
  unknownOutcome?: string;
  /** What the error says in addition, such as the keys under which the request can be found again. */
  details?: ErrorDetails;
}

/** Details and cause of an error, as the parts of a failure mapping hand them to each other. */
export interface FailureFacts {
  details?: ErrorDetails;
  cause?: unknown;
}

/** E3008: the request may have been carried out. `whatToDo` is a sentence for the caller. */
export function outcomeUnknown(provider: string, whatToDo: string, facts: FailureFacts = {}): ManifoldError {
  return new ManifoldError('E3008', `It is not known whether ${provider} executed this call. ${whatToDo}`, facts);
}
