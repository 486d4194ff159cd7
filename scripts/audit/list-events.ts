import { type AuditFilter, matches, mayMatch } from '../../functions/platform/audit/audit-filter.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import type { Format } from '../csv.ts';
import { eventLines, headerLines } from './event-lines.ts';
import { onePerCall } from './one-per-call.ts';
import type { Progress } from './progress.ts';

export interface EventQuestion {
  readonly filter: AuditFilter;
  /** `calls`: one line per call, its outcome or its intent, of a stream with the newest first; `events`: both. */
  readonly lines: 'calls' | 'events';
  readonly format: Format;
  readonly limit: number;
  readonly progress: Progress;
}

/** Lines that are written at once; columns of a table are as wide as their text within them. */
const CHUNK = 500;

/**
 * Writes events as lines of text while they are read, in the order of the stream, and stops at the limit.
 *
 * @param write takes lines as they come
 * @returns how many there were, and the time of the first that was left out, if there are more than asked for
 */
export async function listEvents(
  events: AsyncIterable<SealedEvent>,
  { filter, lines, format, limit, progress }: EventQuestion,
  write: (lines: readonly string[]) => void,
): Promise<{ count: number; next?: string }> {
  let count = 0;
  let read = 0;
  let chunk: SealedEvent[] = [];
  const flush = () => {
    if (chunk.length > 0) write(eventLines(chunk, format, { isFirst: count === chunk.length }));
    chunk = [];
  };
  const candidates = watched(events, (event) => {
    read += 1;
    progress(`read ${read} events up to ${event.at}, ${count} found`);
    return mayMatch(filter, event);
  });
  write(headerLines(format));
  for await (const event of lines === 'calls' ? onePerCall(candidates) : candidates) {
    if (!matches(filter, event)) continue;
    if (count === limit) {
      flush();
      return { count, next: event.at };
    }
    count += 1;
    if (chunk.push(event) === CHUNK) flush();
  }
  flush();
  return { count };
}

async function* watched(
  events: AsyncIterable<SealedEvent>,
  isWanted: (event: SealedEvent) => boolean,
): AsyncGenerator<SealedEvent> {
  for await (const event of events) if (isWanted(event)) yield event;
}
