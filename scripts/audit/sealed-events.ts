import { byTime } from '../../functions/platform/audit/event-order.ts';
import { sealedFor } from '../../functions/platform/audit/sealed-records.ts';
import { type SealWindow, windowsBetween } from '../../functions/platform/audit/windows.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import type { SealSource } from './seal-source.ts';
import type { TimeRange } from './time-range.ts';

export interface SealedQuestion {
  readonly range: TimeRange;
  readonly isWanted: (event: SealedEvent) => boolean;
}

/** Wanted events of the sealed copy, window by window; within a window by tenant, then by time. */
export async function* sealedEvents(
  source: SealSource,
  { range, isWanted }: SealedQuestion,
): AsyncGenerator<SealedEvent> {
  for (const window of windowsBetween(range.from, range.to)) yield* wantedOf(source, window, { range, isWanted });
}

/** Wanted events of the sealed copy, from the newest to the oldest. At most `most` events of each window are held and given. */
export async function* newestSealedEvents(
  source: SealSource,
  { range, isWanted, most }: SealedQuestion & { most: number },
): AsyncGenerator<SealedEvent> {
  for (const window of [...windowsBetween(range.from, range.to)].reverse()) {
    let newest: SealedEvent[] = [];
    const trim = () => {
      newest = newest.sort((a, b) => byTime(b, a)).slice(0, most);
    };
    for await (const event of wantedOf(source, window, { range, isWanted })) {
      if (newest.push(event) >= 2 * most) trim();
    }
    trim();
    yield* newest;
  }
}

async function* wantedOf(source: SealSource, window: SealWindow, { range, isWanted }: SealedQuestion) {
  for await (const { event } of sealedFor(source, window)) {
    const at = Date.parse(event.at);
    if (at >= range.from && at < range.to && isWanted(event)) yield event;
  }
}
