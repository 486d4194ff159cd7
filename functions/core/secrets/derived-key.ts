import { hkdfSync } from 'node:crypto';
import type { KeyRing } from './key-ring.ts';
import { masterKeysIn } from './master-keys.ts';
import type { SecretReader } from './secret-reader.ts';

/** Purposes for which keys are derived from the platform's master key, one key for each. */
export type KeyPurpose =
  | 'asked-calls'
  | 'audit-arguments'
  | 'cache'
  | 'cache-answers'
  | 'claim-results'
  | 'confirmation'
  | 'request-state'
  | 'tasks';

/** The keys of a purpose. @throws {ManifoldError} E5004 if the platform's secret cannot be read */
export type KeysOf = (purpose: KeyPurpose) => Promise<KeyRing>;

/**
 * Derives keys of 256 bits, hexadecimal, from each version of the platform's master key (HKDF, RFC 5869). Instances keep the
 * keys.
 */
export function derivedKeys(platformSecret: SecretReader, now: () => number = Date.now): KeysOf {
  const kept = new Map<string, string>();
  const derive = (purpose: KeyPurpose, masterKey: string) => {
    const name = `${purpose} ${masterKey}`;
    let key = kept.get(name);
    if (key === undefined) {
      key = Buffer.from(hkdfSync('sha256', masterKey, '', `manifold ${purpose}`, 32)).toString('hex');
      kept.set(name, key);
    }
    return key;
  };
  return async (purpose) => {
    const { first, current, all } = masterKeysIn(await platformSecret(), now());
    return {
      version: current.version,
      key: derive(purpose, current.key),
      first: derive(purpose, first.key),
      at: (version) => {
        const named = all.get(version);
        return named === undefined ? undefined : derive(purpose, named);
      },
    };
  };
}
