import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Payload } from 'oidc-provider';
import type { JsonFile } from '../state/json-file.ts';
import type { StoredIssuer } from './store.ts';

/** Signing key and cookie key: made at the first start, then kept, so that tokens survive a restart. */
export function signingKeys(file: JsonFile<StoredIssuer>): { keys: Payload[]; cookieKey: string } {
  const known = file.get();
  if (known.keys && known.cookieKey) return { keys: known.keys, cookieKey: known.cookieKey };
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomBytes(8).toString('hex');
  const keys = [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }];
  const cookieKey = randomBytes(32).toString('base64url');
  file.set({ ...known, keys, cookieKey });
  return { keys, cookieKey };
}
