import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AuditQuery } from '../constructs/audit-query.ts';
import { AuditSealer } from '../constructs/audit-sealer.ts';
import { AuditWatcher } from '../constructs/audit-watcher.ts';
import type { Settings } from '../settings.ts';
import type { Tables } from '../tables.ts';

export interface AuditStackProps extends StackProps {
  readonly settings: Settings;
  readonly tables: Tables;
}

/**
 * The sealed copy of the audit trail and the only function that writes it. It is a stack of its own, so that the policies of
 * bucket and keys can name the sealer's role, and so that deploying the platform needs no right to change them.
 */
export class AuditStack extends Stack {
  constructor(scope: Construct, id: string, { settings, tables, ...props }: AuditStackProps) {
    super(scope, id, props);
    const { vault } = new AuditSealer(this, 'AuditSealer', { settings, tables });
    new AuditWatcher(this, 'AuditWatcher', { settings, tables });
    new AuditQuery(this, 'AuditQuery', { settings, vault });
    new CfnOutput(this, 'AuditBucket', { value: vault.bucket.bucketName, description: 'Bucket of the sealed audit' });
    new CfnOutput(this, 'AuditSigningKey', {
      value: vault.signingKey.keyArn,
      description: 'Key that signs the sealed audit',
    });
  }
}
