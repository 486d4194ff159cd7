import { setTimeout as pause } from 'node:timers/promises';

/** A new role or policy takes effect within seconds, at times within a minute (IAM User Guide, "Eventual consistency"). */
const LONGEST_MS = 60_000;
const PAUSE_MS = 5_000;

/**
 * Runs `work`, which must be safe to repeat, again while AWS refuses access: right after a deploy, the permissions of the
 * function's role may not have taken effect.
 *
 * @throws what `work` throws: at once if access was not refused, else after a minute
 */
export async function awaitPermissions(
  work: () => Promise<void>,
  wait: (ms: number) => Promise<unknown> = pause,
): Promise<void> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isAccessDenied(error) || waited >= LONGEST_MS) throw error;
    }
    await wait(PAUSE_MS);
  }
}

/** DynamoDB and KMS say `AccessDeniedException`, S3 `AccessDenied`; a repository may have wrapped the error of the SDK. */
function isAccessDenied(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (/^(KMS)?AccessDenied(Exception)?$/.test(one.name)) return true;
  }
  return false;
}
