import { AwsError } from '../aws/service.ts';

export type RetentionMode = 'GOVERNANCE' | 'COMPLIANCE';

/** Until when a version may not be deleted: `until` is an ISO date. */
export type Retention = { mode: RetentionMode; until: string };

const DAY_MS = 86_400_000;

/**
 * Reads mode and date of a retention.
 * @throws AwsError InvalidArgument if one is missing, unknown or not in the future.
 */
export function parseRetention(mode: string | undefined, until: string | undefined, now: number): Retention {
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE')
    throw new AwsError('InvalidArgument', 'Unknown wormMode directive.', 400);
  const date = Date.parse(until ?? '');
  if (Number.isNaN(date))
    throw new AwsError(
      'InvalidArgument',
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
      400,
    );
  if (date <= now) throw new AwsError('InvalidArgument', 'The retain until date must be in the future!', 400);
  return { mode, until: new Date(date).toISOString() };
}

export function defaultRetention(rule: { mode: RetentionMode; days: number } | undefined, now: number) {
  return rule && { mode: rule.mode, until: new Date(now + rule.days * DAY_MS).toISOString() };
}

type Locked = { retention?: Retention; legalHold?: boolean };

/**
 * What prevents deleting a version permanently (S3 User Guide, "How S3 Object Lock works"): nothing, a governance
 * retention that a caller with `s3:BypassGovernanceRetention` may pass, or a hold that no caller passes.
 */
export function lockOf({ retention, legalHold }: Locked, now: number): 'none' | 'governance' | 'absolute' {
  if (legalHold) return 'absolute';
  if (!retention || Date.parse(retention.until) <= now) return 'none';
  return retention.mode === 'GOVERNANCE' ? 'governance' : 'absolute';
}

/**
 * Whether a retention may take the place of another: always if it extends it under the same mode or makes
 * governance compliance; anything that weakens governance needs the bypass, anything that weakens compliance is refused.
 */
export function changeOf(
  { retention }: Locked,
  next: Retention | undefined,
  now: number,
): 'free' | 'bypass' | 'refused' {
  if (!retention || Date.parse(retention.until) <= now) return 'free';
  const extends_ = next !== undefined && Date.parse(next.until) >= Date.parse(retention.until);
  if (retention.mode === 'COMPLIANCE') return extends_ && next.mode === 'COMPLIANCE' ? 'free' : 'refused';
  return extends_ ? 'free' : 'bypass';
}
