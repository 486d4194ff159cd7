import type { Adapter, Payload } from 'oidc-provider';
import type { JsonFile } from '../state/json-file.ts';

type Entry = { payload: Payload /** Unix milliseconds. */; until?: number };
/** What keeps a refresh token of a password sign-in, by the hash of the token. */
export type StoredSignIn = {
  sub: string;
  clientId: string;
  /** All tokens that came of one sign-in share it. */
  origin: string;
  /** Unix seconds. */
  authTime: number;
  expiresAt: number;
  /** When it was rotated; after the client's grace period it is of no use. */
  rotatedAt?: number;
};

export type StoredIssuer = {
  port?: number;
  keys?: Payload[];
  cookieKey?: string;
  entries?: Record<string, Entry>;
  signIns?: Record<string, StoredSignIn>;
};

/** Kinds that outlive a restart: registered clients, and what lets them renew their tokens. */
const KEPT = new Set(['Client', 'Grant', 'RefreshToken', 'Session']);

/** Everything that the provider remembers, by `<kind>:<id>`; what a client needs after a restart is kept on disk. */
export class IssuerStore {
  private readonly file: JsonFile<StoredIssuer>;
  private readonly entries: Map<string, Entry>;

  constructor(file: JsonFile<StoredIssuer>) {
    this.file = file;
    this.entries = new Map(Object.entries(file.get().entries ?? {}));
  }

  adapter(kind: string): Adapter {
    const get = (key: string) => this.get(key);
    const find = async (matches: (payload: Payload) => boolean) =>
      [...this.entries.keys()]
        .filter((key) => key.startsWith(`${kind}:`))
        .map(get)
        .find((payload) => payload && matches(payload));
    return {
      upsert: async (id, payload, expiresIn) => {
        this.put(`${kind}:${id}`, { payload, ...(expiresIn ? { until: Date.now() + expiresIn * 1000 } : {}) });
      },
      find: async (id) => get(`${kind}:${id}`),
      findByUid: (uid) => find((payload) => payload.uid === uid),
      findByUserCode: (code) => find((payload) => payload.userCode === code),
      consume: async (id) => {
        const entry = this.entries.get(`${kind}:${id}`);
        const consumed = Math.floor(Date.now() / 1000);
        if (entry) this.put(`${kind}:${id}`, { ...entry, payload: { ...entry.payload, consumed } });
      },
      destroy: async (id) => this.remove([`${kind}:${id}`]),
      revokeByGrantId: async (grantId) => {
        this.remove([...this.entries].filter(([, { payload }]) => payload.grantId === grantId).map(([key]) => key));
      },
    };
  }

  private get(key: string): Payload | undefined {
    const entry = this.entries.get(key);
    if (entry?.until !== undefined && entry.until <= Date.now()) return undefined;
    return entry?.payload;
  }

  private put(key: string, entry: Entry): void {
    this.entries.set(key, entry);
    this.save(key);
  }

  private remove(keys: string[]): void {
    for (const key of keys) this.entries.delete(key);
    for (const key of keys) this.save(key);
  }

  private save(changed: string): void {
    if (!KEPT.has(changed.split(':')[0] ?? '')) return;
    const now = Date.now();
    const kept = [...this.entries].filter(
      ([key, { until }]) => KEPT.has(key.split(':')[0] ?? '') && (until === undefined || until > now),
    );
    this.file.set({ ...this.file.get(), entries: Object.fromEntries(kept) });
  }
}
