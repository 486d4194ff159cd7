import { answerVault } from '../../functions/platform/cache/answer-vault.ts';

/** The vault of a stage whose keys are known to the test. */
export const TEST_VAULT = answerVault(async () => 'ab'.repeat(32));
