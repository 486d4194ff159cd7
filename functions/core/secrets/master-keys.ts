/** One version of the master key. */
export interface MasterKey {
  readonly version: number;
  readonly key: string;
}

/** The versions of the master key that a secret holds. */
export interface MasterKeys {
  readonly first: MasterKey;
  /** The version that protects what is made now. */
  readonly current: MasterKey;
  /** Keys by version. */
  readonly all: ReadonlyMap<number, string>;
}

/** Member of the platform's secret with a version of the master key: `masterKey`, `masterKey2`, `masterKey3`, … */
export const memberOf = (version: number): string => (version === 1 ? 'masterKey' : `masterKey${version}`);
/** Member with the time from which a version is used, ISO 8601: every instance has to know a version before any uses it. */
export const startMemberOf = (version: number): string => `${memberOf(version)}From`;

const MEMBER = /^masterKey(?<version>[2-9]|[1-9]\d{1,3})?$/;

/**
 * Reads the versions of the master key. The current one is the highest whose time has come.
 *
 * @param now Unix milliseconds
 * @throws {Error} if there is no first version, or if the time of a version cannot be read
 */
export function masterKeysIn(secret: Readonly<Record<string, string>>, now: number): MasterKeys {
  const all = new Map<number, string>();
  for (const [member, key] of Object.entries(secret)) {
    const match = MEMBER.exec(member);
    if (match) all.set(Number(match.groups?.version ?? 1), key);
  }
  const key = all.get(1);
  if (!key) throw new Error('The platform secret holds no masterKey.');
  const first = { version: 1, key };
  let current = first;
  for (const [version, later] of all) {
    if (version > current.version && startOf(secret, version) <= now) current = { version, key: later };
  }
  return { first, current, all };
}

function startOf(secret: Readonly<Record<string, string>>, version: number): number {
  if (version === 1) return 0;
  const start = Date.parse(secret[startMemberOf(version)] ?? '');
  if (Number.isNaN(start))
    throw new Error(`The platform secret holds no time for version ${version} of the master key.`);
  return start;
}
