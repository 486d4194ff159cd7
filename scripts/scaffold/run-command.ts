import { FamilyError } from '../../lib/families.ts';
import { ScaffoldError } from './scaffold-error.ts';

/** Runs a command; what the developer can mend is told in one sentence, without a stack trace. */
export async function runCommand(command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof ScaffoldError || error instanceof FamilyError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
