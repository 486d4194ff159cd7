import type { Outcome } from '../../../schemas/invocation.ts';
import { Recording } from './recording.ts';
import { traceContextIn } from './trace-context.ts';

/**
 * Records one invocation of a family in the trace of front. A tool is recorded by its name, every other invocation by
 * its kind, since URIs may hold personal data.
 */
export async function recordInvocation(event: unknown, serve: () => Promise<Outcome>): Promise<Outcome> {
  const { kind, tool, context } = Object(event) as Record<string, unknown>;
  const { correlationId } = Object(context) as { correlationId?: unknown };
  const recording = new Recording({
    name: String(kind),
    correlationId: String(correlationId),
    parent: traceContextIn(context),
  });
  if (kind === 'tool') recording.describe({ tool: String(tool) });
  return recording.run(async () => {
    try {
      const outcome = await serve();
      if (outcome.status === 'error') recording.failed(outcome.error.code);
      return outcome;
    } catch (thrown) {
      recording.failed('E5001');
      throw thrown;
    } finally {
      recording.end();
    }
  });
}
