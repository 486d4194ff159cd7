import { Aws, Duration, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  StandardThreatProtectionMode,
  StringAttribute,
  UserPool,
  type UserPoolDomain,
  UserPoolIdentityProviderSaml,
  UserPoolIdentityProviderSamlMetadata,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { ROLES } from '../../../schemas/issuer.ts';
import { removalPolicyOfProtected } from '../../removal.ts';
import type { CognitoSetting } from '../../settings/identity.ts';
import type { Settings } from '../../settings.ts';
import { PreToken } from './pre-token.ts';

export interface UserDirectoryProps {
  readonly settings: Settings;
  readonly cognito: CognitoSetting;
}

/**
 * The people of a stage: a Cognito user pool with managed login. Administrators create accounts. A group gives a role. The
 * attributes `custom:tenant` and `custom:tier`, which no client may write, are the person's tenant and tier.
 */
export class UserDirectory extends Construct {
  readonly pool: UserPool;
  readonly domain: UserPoolDomain;
  /** Names of the SAML providers, for the clients that may use them. */
  readonly providers: readonly string[];

  constructor(scope: Construct, id: string, { settings, cognito }: UserDirectoryProps) {
    super(scope, id);
    const plus = cognito.featurePlan === 'plus';
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: `manifold-${settings.stage}`,
      signInAliases: { email: true },
      autoVerify: { email: true },
      selfSignUpEnabled: false,
      featurePlan: plus ? FeaturePlan.PLUS : FeaturePlan.ESSENTIALS,
      ...(plus ? { standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION } : {}),
      mfa: cognito.mfa === 'required' ? Mfa.REQUIRED : Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(1),
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      customAttributes: {
        tenant: new StringAttribute({ mutable: true, minLen: 2, maxLen: 32 }),
        tier: new StringAttribute({ mutable: true, maxLen: 16 }),
      },
      deletionProtection: settings.deletionProtection,
      removalPolicy: removalPolicyOfProtected(settings),
    });
    this.domain = this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: cognito.domainPrefix ?? `manifold-${settings.stage}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    const preToken = new PreToken(this, 'PreToken', { settings, cognito });
    this.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, preToken.lambda, LambdaVersion.V2_0);
    this.addGroups();
    this.providers = cognito.saml.map((provider) => this.addSaml(provider));
    this.acknowledgeFindings(cognito);
  }

  private addGroups(): void {
    ROLES.forEach((role, rank) => {
      new CfnUserPoolGroup(this, `Group-${role}`, {
        userPoolId: this.pool.userPoolId,
        groupName: role,
        description: `People with the role ${role}`,
        precedence: ROLES.length - rank,
      });
    });
  }

  private addSaml({ name, metadataUrl }: CognitoSetting['saml'][number]): string {
    const provider = new UserPoolIdentityProviderSaml(this, `Saml-${name}`, {
      userPool: this.pool,
      name,
      metadata: UserPoolIdentityProviderSamlMetadata.url(metadataUrl),
      idpSignout: true,
    });
    return provider.providerName;
  }

  private acknowledgeFindings({ featurePlan, mfa }: CognitoSetting): void {
    if (mfa === 'optional') {
      Validations.of(this.pool).acknowledge({
        id: 'AwsSolutions::AwsSolutions-COG2',
        reason: 'A development stage: step-up still asks for a second factor before a sensitive tool runs.',
      });
    }
    if (featurePlan === 'essentials') {
      Validations.of(this.pool).acknowledge({
        id: 'AwsSolutions::AwsSolutions-COG8',
        reason: 'A development stage without the price of threat protection: settings choose the plan `plus`.',
      });
    }
  }
}
