import type { Outcome } from '../../../schemas/invocation.ts';
import { logger } from '../../core/logging/logger.ts';
import type { KeysOf } from '../../core/secrets/derived-key.ts';
import type { KeyRing } from '../../core/secrets/key-ring.ts';
import { tenantVault } from '../../core/secrets/tenant-vault.ts';
import type { ItemKey, StateTable } from '../../core/state-table/state-table.ts';

/** An item holds 400 KB, the rest of the claim included. */
const MOST_SEALED_BYTES = 350_000;

/** Seals the results of one tenant's claims, each bound to the item of its claim. */
export interface ClaimResults {
  /** A result that is too large for an item is kept without its content blocks. */
  seal(outcome: Outcome, at: ItemKey): Uint8Array;
  /** Undefined if the result was altered, belongs to another claim, or was sealed under another key. */
  open(sealed: Uint8Array, at: ItemKey): Outcome | undefined;
}

/** The state table with what seals the results of one tenant's claims. */
export interface ClaimTable extends StateTable {
  readonly results: ClaimResults;
}

/**
 * The claims of one tenant. The key is read here, before a call is claimed or executed, so that its result can be kept.
 *
 * @throws {ManifoldError} E5004 if the platform's secret cannot be read
 */
export async function claimTable(
  { state, key }: { state: StateTable; key: KeysOf },
  tenant: string,
): Promise<ClaimTable> {
  return { ...state, results: claimResults(await key('claim-results'), tenant) };
}

/** @param keys keys of the purpose `claim-results` */
export function claimResults(keys: KeyRing, tenant: string): ClaimResults {
  const vault = tenantVault(keys, tenant);
  const placeOf = ({ pk, sk }: ItemKey) => ['claim', pk, sk];
  return {
    seal(outcome, at) {
      const whole = vault.seal(outcome, placeOf(at));
      if (whole.length <= MOST_SEALED_BYTES || outcome.status !== 'ok') return whole;
      return vault.seal(withoutContent(outcome), placeOf(at));
    },
    open(sealed, at) {
      try {
        return vault.open(sealed, placeOf(at)) as Outcome;
      } catch (error) {
        logger.error('the kept result of a claimed write did not open', { error: String(error) });
        return undefined;
      }
    },
  };
}

function withoutContent({ content: _left, ...rest }: Extract<Outcome, { status: 'ok' }>): Outcome {
  const warnings = [...(rest.meta.warnings ?? []), 'This replay leaves out the content blocks.'];
  return { ...rest, meta: { ...rest.meta, warnings } };
}
