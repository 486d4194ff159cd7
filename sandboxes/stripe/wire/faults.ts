import { Refusal } from './answer.ts';

/** A fault on the way: before the request is worked on, or after it. */
export type WireFault =
  | { when: 'before' | 'after'; kind: 'drop' }
  | { when: 'before'; kind: 'slow'; ms: number }
  | { when: 'after'; kind: 'garble' };

/**
 * Finds `simulate:…` in a request's `description` or metadata. `drop` breaks the connection before anything is done,
 * `drop-after` when all is done; `slow:MS`; `garble` answers with something other than JSON; a status (`429`, `500`, `503`)
 * answers with it, and nothing is done. With `:once` at the end it happens once for that text.
 */
export class FaultFinder {
  private readonly happened = new Set<string>();

  find(text: string): WireFault | undefined {
    const [marker, name, number] =
      /simulate:([a-z]+(?:-after)?|\d{3})(?::(\d+))?(?::once)?/.exec(decodeURIComponent(text.replaceAll('+', ' '))) ??
      [];
    if (marker === undefined || name === undefined) return undefined;
    if (marker.endsWith(':once')) {
      if (this.happened.has(marker)) return undefined;
      this.happened.add(marker);
    }
    if (/^\d{3}$/.test(name)) throw new Refusal(statusFault(Number(name)));
    if (name === 'drop') return { when: 'before', kind: 'drop' };
    if (name === 'drop-after') return { when: 'after', kind: 'drop' };
    if (name === 'slow') return { when: 'before', kind: 'slow', ms: Number(number ?? 1_000) };
    return name === 'garble' ? { when: 'after', kind: 'garble' } : undefined;
  }
}

const statusFault = (status: number) => ({
  status,
  type: status < 500 ? ('invalid_request_error' as const) : ('api_error' as const),
  message: status === 429 ? 'Too many requests.' : 'Something went wrong on our end.',
  ...(status === 429 ? { code: 'rate_limit' } : {}),
});
