import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { UserDirectory } from '../constructs/identity/user-directory.ts';
import type { CognitoSetting } from '../settings/identity.ts';
import type { Settings } from '../settings.ts';

export interface IdentityStackProps extends StackProps {
  readonly settings: Settings;
  readonly cognito: CognitoSetting;
}

/** The user pool of a stage, in a stack of its own, so that a failed deploy of the platform does not touch accounts. */
export class IdentityStack extends Stack {
  readonly directory: UserDirectory;

  constructor(scope: Construct, id: string, { settings, cognito, ...props }: IdentityStackProps) {
    super(scope, id, props);
    this.directory = new UserDirectory(this, 'Users', { settings, cognito });
  }
}
