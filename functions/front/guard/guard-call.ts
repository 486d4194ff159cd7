/** The chain of guards: their order, how they are run and recorded, and the step at its end. */
import type { Outcome } from '../../../schemas/invocation.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { keyedHashOf } from '../../core/json/canonical.ts';
import { isSafeToRetry } from '../../core/tool/safe-to-retry.ts';
import { outcomeOf } from '../../core/tracing/in-span.ts';
import { currentRecording, currentSpan, type Recording, within } from '../../core/tracing/recording.ts';
import { Span } from '../../core/tracing/span.ts';
import { rateLimit } from '../limits/charge.ts';
import { startTask } from '../tasks/start-task.ts';
import { audited, auditOf } from './audit/audited.ts';
import { paidAnswer, responseCache } from './cache/cache-guards.ts';
import { confirmation } from './confirmation/confirmation.ts';
import { claimedContext, writeClaim } from './exactly-once/write-claim.ts';
import type { Guard, GuardedCall, Next } from './guarded-call.ts';
import { inputValidation, policy, shape, stepUp } from './simple-guards.ts';

/**
 * The guards of a tool call, in the order that docs/guards.md explains. The size of the request, the look-up of the tool
 * and whether the caller sees it at all are checked before: a tool that policies hide does not exist for the caller.
 */
export const GUARDS: Readonly<Record<string, Guard>> = {
  shape,
  rateLimit,
  inputValidation,
  policy,
  stepUp,
  paidAnswer,
  confirmation,
  writeClaim,
  responseCache,
};

/** Takes a call through every guard and, if none answers or refuses, to its family. */
export const guardCall = chain(GUARDS, dispatchTool);

/** The guards as one, by name: each wraps those after it. */
export function chain(guards: Readonly<Record<string, Guard>>, last: (call: GuardedCall) => Promise<Outcome>) {
  const named = Object.entries(guards);
  return (call: GuardedCall): Promise<Outcome> => {
    const record = guardRecorder(call);
    const run = (index: number): Promise<Outcome> => {
      const [name, guard] = named[index] ?? [];
      if (name === undefined || !guard) return record.last(() => last(call));
      return record.guard(name, guard, () => run(index + 1));
    };
    return run(0);
  };
}

/** The last step of the chain: audit intent, the family, audit outcome. */
export function dispatchTool(call: GuardedCall): Promise<Outcome> {
  const { definition, target } = call.tool;
  const isTaskAtOnce = call.context.task === 'offered' && definition.task?.start === 'at-once';
  call.established.intended = true;
  return audited(auditOf(call), async () => {
    try {
      if (isTaskAtOnce) return await startTask(call);
      const outcome = await call.services.dispatcher.dispatch(
        target,
        {
          kind: 'tool',
          tool: definition.name,
          version: definition.version,
          arguments: call.arguments,
          context: claimedContext(call),
        },
        call.onReport,
      );
      call.established.ended = { outcome };
      if (outcome.status === 'task') return await startTask(call);
      return outcome;
    } catch (thrown) {
      call.established.ended = { thrown };
      throw thrown;
    }
  }).catch((thrown: unknown) => {
    const { ended } = call.established;
    throw ended && 'outcome' in ended ? withheld(call, thrown) : thrown;
  });
}

/**
 * The error of a call that its family answered but whose outcome could not be audited. It must not look like a refusal:
 * the work was done.
 */
function withheld({ tool, established }: GuardedCall, cause: unknown): ManifoldError {
  const { checkWith = 'the provider' } = tool.definition;
  const again = established.claim !== undefined || isSafeToRetry(tool.definition);
  const then = again ? 'Send it again in a moment.' : `Check with ${checkWith} before you repeat it.`;
  return new ManifoldError(
    'E5002',
    `The call was made, but its outcome could not be audited, so its result is withheld. ${then}`,
    {
      cause,
      retryable: again,
      ...(again ? {} : { details: { checkWith } }),
    },
  );
}

/** Shortest duration of a guard that is kept as a span if the guard asked nothing of AWS. */
const SHORTEST_SPAN_MS = 1;

interface GuardRecorder {
  /** Runs a guard: its span lasts until it lets the call pass, and its refusal is counted by its name. */
  guard(name: string, guard: Guard, next: Next): Promise<Outcome>;
  /** Runs the last step beside the guards, not within them. */
  last(step: Next): Promise<Outcome>;
}

/** Records the guards of a call as spans side by side, although each wraps those after it. */
function guardRecorder(call: GuardedCall): GuardRecorder {
  const recording = currentRecording();
  const root = currentSpan();
  if (!recording || !root) return { guard: (_name, guard, next) => guard(call, next), last: (step) => step() };

  describe(call, recording);
  const keep = (span: Span, outcome: string) => {
    span.end();
    if (span.isParent || span.ms >= SHORTEST_SPAN_MS) recording.keep(span, outcome);
  };
  return {
    async guard(name, guard, next) {
      const span = new Span(name, root);
      const pass = () => {
        span.end();
        return next();
      };
      try {
        const outcome = await within(recording, span, () => guard(call, pass));
        keep(span, 'ok');
        return outcome;
      } catch (thrown) {
        // An error passes through every guard around its source, and a failure after the intent is not a refusal.
        const isOwn = !call.established.intended && recording.refused(name);
        keep(span, isOwn ? outcomeOf(thrown) : 'ok');
        throw thrown;
      }
    },
    last: (step) => within(recording, root, step),
  };
}

/** Names the tool, and the tenant by a keyed hash: metrics and traces are open to more people than the audit. */
function describe({ tool, request, services }: GuardedCall, recording: Recording): void {
  const { name, version } = tool.definition;
  recording.describe({ family: tool.target.family, tool: name, version });
  services.key('audit-arguments').then(
    ({ key }) => recording.describe({ tenant_hash: keyedHashOf(request.principal.tenant, key).slice(0, 16) }),
    // The call needs this key too, and reports the failure itself.
    () => undefined,
  );
}
