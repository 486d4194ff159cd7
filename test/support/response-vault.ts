import { onlyKey } from '../../functions/core/secrets/key-ring.ts';
import { responseVault } from '../../functions/platform/cache/response-vault.ts';

/** The vault of a stage whose keys are known to the test. */
export const TEST_VAULT = responseVault(async () => onlyKey('ab'.repeat(32)));
