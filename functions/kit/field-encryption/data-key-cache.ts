/** The key under an id: from memory, or else from `obtain`. */
export type DataKeys = (id: string, obtain: () => Promise<Uint8Array>) => Promise<Uint8Array>;

const MAX_KEYS = 200;
const KEEP_MS = 5 * 60_000;

/** At most 200 data keys in memory, for five minutes each. The least recently used key is dropped and overwritten. */
export function dataKeyCache({
  most = MAX_KEYS,
  now = Date.now,
}: {
  most?: number;
  now?: () => number;
} = {}): DataKeys {
  const kept = new Map<string, { key: Uint8Array; until: number }>();
  const drop = (id: string) => {
    kept.get(id)?.key.fill(0);
    kept.delete(id);
  };
  return async (id, obtain) => {
    const known = kept.get(id);
    if (known && known.until > now()) {
      kept.delete(id);
      kept.set(id, known);
      return Uint8Array.from(known.key);
    }
    const key = await obtain();
    drop(id);
    kept.set(id, { key: Uint8Array.from(key), until: now() + KEEP_MS });
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      drop(oldest);
    }
    return key;
  };
}
