import { CLOSED_AFTER_MS, LONGEST_CALL_MS, type SealedEvent } from '../../schemas/sealed-audit.ts';

/** An outcome follows its intent within this time: the longest call, or the moment at which the sealer closes it. */
const LATEST_OUTCOME_MS = CLOSED_AFTER_MS + LONGEST_CALL_MS;
/** Calls whose intent is awaited at once; a refused call has no intent and would be awaited in vain. */
const MOST_AWAITED = 200_000;

/**
 * One event per call of a stream that has the newest first: its outcome, or its intent if it has no outcome.
 */
export async function* onePerCall(events: AsyncIterable<SealedEvent>): AsyncGenerator<SealedEvent> {
  /** Times of outcomes whose intent is still to come, by call; the newest were added first. */
  const ended = new Map<string, number>();
  for await (const event of events) {
    const { tenant, callId, phase } = event;
    const at = Date.parse(event.at);
    const call = `${tenant}/${callId}`;
    for (const [oldest, time] of ended) {
      if (ended.size <= MOST_AWAITED && time - at <= LATEST_OUTCOME_MS) break;
      ended.delete(oldest);
    }
    if (phase === 'outcome') ended.set(call, at);
    if (phase === 'outcome' || !ended.delete(call)) yield event;
  }
}
