import { logger } from '../../core/logging/logger.ts';
import type { KeyPurpose } from '../../core/secrets/derived-key.ts';
import { seal, unseal } from '../../core/secrets/sealed.ts';
import { tenantKey } from '../../core/secrets/tenant-key.ts';
import type { CacheSlot, KeptOutcome } from './response-cache.ts';

type Place = Pick<CacheSlot, 'tenant' | 'hash'>;

/** Seals answers before they are stored, and opens them again; stores hold nothing that can be read. */
export interface AnswerVault {
  seal(outcome: KeptOutcome, slot: Place): Promise<Uint8Array>;
  /** Undefined for what was altered, belongs to another slot, or was sealed under another key: that is a miss. */
  open(sealed: Uint8Array, slot: Place): Promise<KeptOutcome | undefined>;
}

/** Every answer is sealed, under a key of its tenant that is derived from the platform's master key. */
export function answerVault(key: (purpose: KeyPurpose) => Promise<string>): AnswerVault {
  const keyOf = async ({ tenant }: Place) => tenantKey(await key('cache-answers'), tenant);
  return {
    seal: async (outcome, slot) => seal(outcome, await keyOf(slot), placeOf(slot)),
    async open(sealed, slot) {
      const tenantsKey = await keyOf(slot);
      try {
        return unseal(sealed, tenantsKey, placeOf(slot)) as KeptOutcome;
      } catch (error) {
        logger.warn('a kept answer did not open', { error: String(error) });
        return undefined;
      }
    },
  };
}

const placeOf = ({ tenant, hash }: Place) => JSON.stringify(['cached answer', tenant, hash]);
