import { RemovalPolicy } from 'aws-cdk-lib';
import type { Settings } from './settings.ts';

/**
 * What CloudFormation does with data, keys and logs when their stack is deleted. Retained things are still removed when
 * their creation is rolled back: otherwise a secret of a failed first deploy would keep its name, and the next deploy
 * could not create it.
 */
export function removalPolicyOf(settings: Settings): RemovalPolicy {
  return settings.removalPolicy === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}

/**
 * The same for tables and user pools, which may have deletion protection. A rollback cannot delete a protected thing and
 * would stop at it, so it stays; its name is generated, so it does not block the next deploy.
 */
export function removalPolicyOfProtected(settings: Settings): RemovalPolicy {
  const retained = settings.deletionProtection && settings.removalPolicy === 'retain';
  return retained ? RemovalPolicy.RETAIN : removalPolicyOf(settings);
}
