import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { removalPolicyOf } from '../removal.ts';
import type { Settings } from '../settings.ts';

export interface StageLogGroupProps {
  readonly settings: Settings;
  readonly logGroupName?: string;
}

/** A log group with the retention of the stage, and under a key of the stage if the settings say so. */
export class StageLogGroup extends LogGroup {
  constructor(scope: Construct, id: string, { settings, logGroupName }: StageLogGroupProps) {
    super(scope, id, {
      ...(logGroupName === undefined ? {} : { logGroupName }),
      retention: settings.logRetentionDays,
      removalPolicy: removalPolicyOf(settings),
      ...(settings.logEncryption === 'stage-key' ? { encryptionKey: logKeyOf(Stack.of(scope), settings) } : {}),
    });
  }
}

const KEY_ID = 'LogKey';

/** The key of a stack's log groups. Each stack has one, so that no stack depends on another for its logs. */
function logKeyOf(stack: Stack, settings: Settings): IKey {
  const known = stack.node.tryFindChild(KEY_ID);
  if (known instanceof Key) return known;
  const key = new Key(stack, KEY_ID, {
    description: `Log groups of ${stack.stackName}`,
    enableKeyRotation: true,
    removalPolicy: removalPolicyOf(settings),
  });
  const groups = stack.formatArn({ service: 'logs', resource: 'log-group:*' });
  key.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
    }),
  );
  return key;
}
