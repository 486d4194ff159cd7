import type { Outcome } from '../../../schemas/invocation.ts';
import { keyedHashOf } from '../../core/json/canonical.ts';
import { outcomeOf } from '../../core/tracing/in-span.ts';
import { currentRecording, currentSpan, type Recording, within } from '../../core/tracing/recording.ts';
import { Span } from '../../core/tracing/span.ts';
import type { Guard, GuardedCall, Next } from './guarded-call.ts';

/** A guard that only looked at what it had is not worth a span. */
const WORTH_A_SPAN_MS = 1;

export interface GuardRecorder {
  /** Runs a guard: its span lasts until it lets the call pass, and its refusal is counted by its name. */
  guard(name: string, guard: Guard, next: Next): Promise<Outcome>;
  /** Runs the last step beside the guards, not inside them. */
  last(step: Next): Promise<Outcome>;
}

/** Records the guards of a call as spans side by side, although each wraps what comes after it. */
export function guardRecorder(call: GuardedCall): GuardRecorder {
  const recording = currentRecording();
  const root = currentSpan();
  if (!recording || !root) return { guard: (_name, guard, next) => guard(call, next), last: (step) => step() };

  describe(call, recording);
  const keep = (span: Span, outcome: string) => {
    span.end();
    if (span.isParent || span.ms >= WORTH_A_SPAN_MS) recording.keep(span, outcome);
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
        // What fails once the family was to be asked is no refusal. An error passes through the guards around it too.
        const isOwn = !call.established.intended && recording.refused(name);
        keep(span, isOwn ? outcomeOf(thrown) : 'ok');
        throw thrown;
      }
    },
    last: (step) => within(recording, root, step),
  };
}

/** Says what is called, and by whom under a keyed hash: metrics and traces are open to more people than the audit. */
function describe({ tool, request, services }: GuardedCall, recording: Recording): void {
  const { name, version } = tool.definition;
  recording.describe({ family: tool.target.family, tool: name, version });
  services.key('audit-arguments').then(
    (key) => recording.describe({ tenant_hash: keyedHashOf(request.principal.tenant, key).slice(0, 16) }),
    // The call cannot go on without the key either, and says so itself.
    () => undefined,
  );
}
