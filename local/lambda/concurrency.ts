import { AwsError } from '../aws/service.ts';

/** Concurrent executions of an account unless its quota was changed (Lambda Developer Guide, "Lambda quotas"). */
export const DEFAULT_ACCOUNT_CONCURRENCY = 1_000;
/** Executions that reservations have to leave to other functions (Lambda Developer Guide, "Reserved concurrency"). */
const UNRESERVED_MINIMUM = 100;

/**
 * The concurrent executions of the account. A function with a reservation has that many for itself; all others share the
 * rest. Beyond that Lambda answers 429.
 */
export class Concurrency {
  private limit: number;
  private readonly reserved = new Map<string, number>();
  private readonly inFlight = new Map<string, number>();

  /** @param limit concurrent executions of the account */
  constructor(limit: number) {
    this.limit = limit;
  }

  /**
   * Reserves executions for a function, or takes its reservation back.
   * @throws AwsError InvalidParameterValueException if too few are left for functions without a reservation
   */
  reserve(functionName: string, executions: number | undefined): void {
    this.reserved.delete(functionName);
    if (executions === undefined) return;
    // A small quota, such as the 10 of a new account, leaves nothing to reserve.
    const minimum = Math.min(UNRESERVED_MINIMUM, this.limit);
    if (this.unreserved() - executions < minimum)
      throw new AwsError(
        'InvalidParameterValueException',
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${minimum}].`,
        400,
        { Type: 'User' },
      );
    this.reserved.set(functionName, executions);
  }

  /** Changes the account's limit so that so many executions are left beside the reservations. @returns how many were. */
  setUnreserved(executions: number): number {
    const before = this.unreserved();
    this.limit += executions - before;
    return before;
  }

  /**
   * Begins an execution.
   * @returns a function that ends it; further calls of it change nothing
   * @throws AwsError TooManyRequestsException
   */
  begin(functionName: string): () => void {
    const reserved = this.reserved.get(functionName);
    const running = this.inFlight.get(functionName) ?? 0;
    if (reserved !== undefined && running >= reserved)
      throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
    if (reserved === undefined && this.unreservedInFlight() >= this.unreserved())
      throw throttled('ConcurrentInvocationLimitExceeded');
    this.inFlight.set(functionName, running + 1);
    let isRunning = true;
    return () => {
      if (isRunning) this.inFlight.set(functionName, (this.inFlight.get(functionName) ?? 1) - 1);
      isRunning = false;
    };
  }

  private unreserved(): number {
    return [...this.reserved.values()].reduce((left, executions) => left - executions, this.limit);
  }

  private unreservedInFlight(): number {
    let running = 0;
    for (const [name, executions] of this.inFlight) if (!this.reserved.has(name)) running += executions;
    return running;
  }
}

function throttled(reason: string): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason: reason, Type: 'User' });
}
