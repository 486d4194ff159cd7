import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { UserDirectory } from '../constructs/identity/user-directory.ts';
import type { CognitoSetting } from '../settings/identity.ts';
import type { Settings } from '../settings.ts';

export interface IdentityStackProps extends StackProps {
  readonly settings: Settings;
  readonly cognito: CognitoSetting;
}

/** The people of a stage, apart from the platform: a deploy that goes wrong there leaves accounts alone. */
export class IdentityStack extends Stack {
  readonly directory: UserDirectory;

  constructor(scope: Construct, id: string, { settings, cognito, ...props }: IdentityStackProps) {
    super(scope, id, props);
    this.directory = new UserDirectory(this, 'Users', { settings, cognito });
  }
}
