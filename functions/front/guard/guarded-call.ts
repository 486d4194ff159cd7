import type { CallContext, Outcome } from '../../../schemas/invocation.ts';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import type { Report } from '../../runtime/dispatch/dispatcher.ts';
import type { FrontRequest } from '../front-request.ts';
import type { Services } from '../services.ts';

/** A tool call on its way through the guards. Each guard may look, refuse by throwing, answer, or let pass. */
export interface GuardedCall {
  readonly services: Services;
  readonly request: FrontRequest;
  readonly callId: string;
  readonly startedAt: number;
  readonly tool: ToolRecord;
  readonly arguments: Record<string, unknown>;
  readonly argumentsHash: string;
  readonly context: CallContext;
  readonly onReport: (report: Report) => void;
  /** Set once the audit intent is written: from then on the last step of the chain records the outcome itself. */
  intended: boolean;
}

/** Goes on to the next guard, and at the end to the family. */
export type Next = () => Promise<Outcome>;

/**
 * One guard of the chain.
 * @throws {ManifoldError} to refuse the call
 */
export type Guard = (call: GuardedCall, next: Next) => Promise<Outcome>;

/** The guards as one: each wraps what comes after it. */
export function chain(guards: readonly Guard[], last: (call: GuardedCall) => Promise<Outcome>) {
  return (call: GuardedCall): Promise<Outcome> => {
    const run = (index: number): Promise<Outcome> => {
      const guard = guards[index];
      return guard ? guard(call, () => run(index + 1)) : last(call);
    };
    return run(0);
  };
}
