import { Duration, Stack } from 'aws-cdk-lib';
import { IdentitySource, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import type { Issuer } from '../../schemas/issuer.ts';
import { PLATFORM } from '../../schemas/keys.ts';
import { bundleFolder } from '../bundles.ts';
import type { Scopes } from '../scopes.ts';
import type { Settings } from '../settings.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
import { alarmOnUnreadableRecords } from './first-alarm.ts';
import { ManifoldFunction } from './manifold-function.ts';

export interface AuthorizerProps {
  readonly settings: Settings;
  readonly tables: Tables;
}

/** Whom the authorizer trusts, and what its challenges say. */
export interface AuthorizerDescription {
  /** Issuers whose tokens are accepted. Challenges spell scopes as the first one does. */
  readonly issuers: readonly Issuer[];
  readonly scopes: Scopes;
  readonly publicUrl: string;
}

/** The function that turns a credential into a principal. It may look up credentials and write refusals to the audit. */
export class Authorizer extends ManifoldFunction {
  /** Its only identity source is the `Authorization` header, so that answers are cached by credential. */
  readonly requestAuthorizer: RequestAuthorizer;
  /**
   * For the endpoints of bundles. It has no identity source and no cache, so that the function answers requests without a
   * credential too: a source that is missing makes the gateway answer by itself, and only the function knows the bundle.
   */
  readonly bundleAuthorizer: RequestAuthorizer;

  constructor(scope: Construct, id: string, { settings, tables }: AuthorizerProps) {
    super(scope, id, {
      settings,
      service: 'authorizer',
      description: 'Turns a bearer credential into a principal',
      bundle: bundleFolder(scope, 'functions/authorizer'),
      memoryMb: 512,
      timeout: Duration.seconds(5),
      reservedConcurrency: settings.reservedConcurrency.authorizer,
      environment: tableEnvironment(tables, ['identity', 'audit']),
    });
    alarmOnUnreadableRecords(this, { settings, service: 'authorizer' });
    tables.identity.grantItems(this.role, { actions: ['GetItem', 'BatchGetItem'], leadingKeys: [`${PLATFORM}#*`] });
    // Refused credentials belong to no tenant, so their events are in the platform's own trail.
    tables.audit.grantItems(this.role, { actions: ['PutItem'], leadingKeys: [`${PLATFORM}#*`] });
    this.requestAuthorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: this.lambda,
      identitySources: [IdentitySource.header('Authorization')],
      resultsCacheTtl: Duration.seconds(settings.authorizerTtlSeconds),
    });
    this.bundleAuthorizer = new RequestAuthorizer(this, 'BundleAuthorizer', {
      handler: this.lambda,
      identitySources: [],
      resultsCacheTtl: Duration.seconds(0),
    });
  }

  /** The values contain the URL of the API, which is known after the API is made. */
  describe({ issuers, scopes, publicUrl }: AuthorizerDescription): void {
    this.lambda.addEnvironment(ENV.ISSUERS, Stack.of(this).toJsonString(issuers));
    this.lambda.addEnvironment(ENV.SCOPES, scopes.requestable.join(' '));
    this.lambda.addEnvironment(ENV.PUBLIC_URL, publicUrl);
  }
}
