import { hkdfSync } from 'node:crypto';
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

/** Derives a key of 256 bits, hexadecimal, from the platform's master key (HKDF, RFC 5869). Instances keep the keys. */
export function derivedKeys(platformSecret: SecretReader): (purpose: KeyPurpose) => Promise<string> {
  const kept = new Map<string, string>();
  return async (purpose) => {
    const { masterKey } = await platformSecret();
    if (!masterKey) throw new Error('The platform secret holds no masterKey.');
    const name = `${purpose} ${masterKey}`;
    let key = kept.get(name);
    if (key === undefined) {
      key = Buffer.from(hkdfSync('sha256', masterKey, '', `manifold ${purpose}`, 32)).toString('hex');
      kept.set(name, key);
    }
    return key;
  };
}
