import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENV } from '../../../schemas/environment.ts';
import { bundleFolder } from '../../bundles.ts';
import type { CognitoSetting } from '../../settings/identity.ts';
import type { Settings } from '../../settings.ts';
import { ManifoldFunction } from '../manifold-function.ts';

/**
 * The trigger that adds claims to Cognito's access tokens: tenant, tier, the second factor, and the scopes of the person's
 * groups.
 */
export class PreToken extends ManifoldFunction {
  constructor(scope: Construct, id: string, { settings, cognito }: { settings: Settings; cognito: CognitoSetting }) {
    super(scope, id, {
      settings,
      service: 'pre-token',
      description: 'Adds tenant, tier, authentication methods and scopes of roles to access tokens',
      bundle: bundleFolder(scope, 'functions/pre-token'),
      memoryMb: 256,
      // Cognito waits five seconds for a trigger.
      timeout: Duration.seconds(5),
      environment: {
        [ENV.MFA_REQUIRED]: String(cognito.mfa === 'required'),
        [ENV.SAML_TENANTS]: JSON.stringify(Object.fromEntries(cognito.saml.map(({ name, tenant }) => [name, tenant]))),
      },
    });
  }
}
