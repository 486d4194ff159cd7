import { ManifoldError } from '../errors/manifold-error.ts';
import { currentRecording, currentSpan, within } from './recording.ts';
import { Span } from './span.ts';

/**
 * Runs work in a span of the current call. Outside a call it only runs the work.
 *
 * @param name a fixed name; facts about the single call go into `span.facts`
 * @param work gets the span, or undefined outside a call
 *
 * @example
 * await inSpan('read rates', async (span) => { … if (span) span.facts.status = answer.status; });
 */
export async function inSpan<Result>(name: string, work: (span: Span | undefined) => Promise<Result>): Promise<Result> {
  const recording = currentRecording();
  if (!recording) return work(undefined);
  const span = new Span(name, currentSpan());
  try {
    const result = await within(recording, span, () => work(span));
    recording.keep(span, 'ok');
    return result;
  } catch (thrown) {
    recording.keep(span, outcomeOf(thrown));
    throw thrown;
  }
}

/**
 * The code of an error, or else the name of its class. The message is not used, since it may quote a caller's value.
 */
export function outcomeOf(thrown: unknown): string {
  if (thrown instanceof ManifoldError) return thrown.code;
  const { code, name } = Object(thrown) as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) return code;
  return typeof name === 'string' && /^[A-Za-z]\w{0,63}$/.test(name) ? name : 'unknown';
}
