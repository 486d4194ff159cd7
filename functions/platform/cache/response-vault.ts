import { logger } from '../../core/logging/logger.ts';
import type { KeysOf } from '../../core/secrets/derived-key.ts';
import { tenantVault } from '../../core/secrets/tenant-vault.ts';
import type { CacheableOutcome, CacheSlot } from './response-cache.ts';

type Place = Pick<CacheSlot, 'tenant' | 'hash'>;

/** Encrypts cached responses before they are stored, and decrypts them, so that the stores hold no readable answers. */
export interface ResponseVault {
  seal(outcome: CacheableOutcome, slot: Place): Promise<Uint8Array>;
  /** Undefined, a miss, if the response was altered, belongs to another slot, or was sealed under another key. */
  open(sealed: Uint8Array, slot: Place): Promise<CacheableOutcome | undefined>;
}

/** Seals each response under a key of its tenant, which is derived from the platform's master key. */
export function responseVault(key: KeysOf): ResponseVault {
  const vaultOf = async ({ tenant }: Place) => tenantVault(await key('cache-answers'), tenant);
  return {
    seal: async (outcome, slot) => (await vaultOf(slot)).seal(outcome, placeOf(slot)),
    async open(sealed, slot) {
      const vault = await vaultOf(slot);
      try {
        return vault.open(sealed, placeOf(slot)) as CacheableOutcome;
      } catch (error) {
        logger.warn('a kept answer did not open', { error: String(error) });
        return undefined;
      }
    },
  };
}

const placeOf = ({ hash }: Place) => ['cached answer', hash];
