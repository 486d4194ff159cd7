import { Duration, Lazy, Stack, Validations } from 'aws-cdk-lib';
import {
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  ResponseTransferMode,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { challenge, metadataUrl } from '../../../schemas/challenge.ts';
import type { Settings } from '../../settings.ts';
import { customDomain, describeDomain, publicUrlOf, requireModernTls } from './domain.ts';
import { addErrorResponses } from './error-responses.ts';
import { Firewall } from './firewall.ts';
import { guardedMethod } from './guarded-method.ts';
import { openMethod } from './open-method.ts';
import { limitExecutionLogs, stageLogging } from './stage-logs.ts';
import { addTokenPaths } from './token-paths.ts';
import { addWebhookPaths } from './webhook-paths.ts';

export interface McpApiProps {
  readonly settings: Settings;
  readonly front: IFunction;
  readonly admin: IFunction;
  readonly tokens: IFunction;
  /** Absent if no family receives events of providers. */
  readonly webhooks?: IFunction;
  readonly authorizer: IAuthorizer;
  readonly bundleAuthorizer: IAuthorizer;
}

/**
 * The public API: a regional REST API, since only that kind streams answers, for up to 15 minutes.
 *
 * `POST /mcp`, `POST /mcp/b/{bundle}` and `/api/v1/admin/…` ask the authorizer. `POST /mcp/public`, `/health`, `/ready`,
 * `/webhooks/…` and `/.well-known/…` have no authorizer. Front decides on everything else, such as origins of browsers.
 */
export class McpApi extends Construct {
  /** URL of the API for clients, without a slash at the end. */
  readonly url: string;
  private readonly api: RestApi;
  private readonly front: LambdaIntegration;
  private firstScopes = '';

  constructor(scope: Construct, id: string, props: McpApiProps) {
    super(scope, id);
    const { settings, front, admin, tokens, webhooks, authorizer, bundleAuthorizer } = props;
    this.api = new RestApi(this, 'Api', {
      restApiName: `manifold-${settings.stage}`,
      description: `MCP endpoint of Manifold, stage ${settings.stage}`,
      endpointTypes: [EndpointType.REGIONAL],
      domainName: customDomain(this, settings),
      disableExecuteApiEndpoint: settings.domain !== undefined,
      cloudWatchRole: true,
      deployOptions: {
        stageName: settings.stage,
        throttlingRateLimit: settings.throttling.ratePerSecond,
        throttlingBurstLimit: settings.throttling.burst,
        ...stageLogging(this, settings),
      },
    });
    requireModernTls(this.api);
    describeDomain(Stack.of(this), this.api);
    this.front = new LambdaIntegration(front, {
      responseTransferMode: ResponseTransferMode.STREAM,
      timeout: Duration.minutes(15),
      allowTestInvoke: false,
    });
    this.url = publicUrlOf(this.api, settings);
    const firstScopes = Lazy.string({ produce: () => this.firstScopes });
    addErrorResponses(this.api, {
      firstChallenge: challenge({ metadata: metadataUrl(this.url), scope: firstScopes }),
      pages: settings.allowedOrigins.length > 0,
    });
    limitExecutionLogs(this, this.api, settings);
    this.addProtocolPaths(authorizer, bundleAuthorizer);
    this.addOpenPaths();
    this.addAdminPaths(admin, authorizer);
    addTokenPaths(this.api.root, { tokens, authorizer });
    if (settings.allowedOrigins.length > 0) this.addPreflights();
    if (webhooks) addWebhookPaths(this.api.root, webhooks);
    this.protect(settings);
    this.acknowledgeFindings();
  }

  /**
   * Sets the scopes that a client without a token should ask for.
   * @param scope names separated by spaces, each with the prefix that the issuer expects
   */
  challenge(scope: string): void {
    this.firstScopes = scope;
  }

  private addProtocolPaths(authorizer: IAuthorizer, bundleAuthorizer: IAuthorizer): void {
    const mcp = this.api.root.addResource('mcp');
    const bundle = mcp.addResource('b').addResource('{bundle}');
    const open = mcp.addResource('public');
    guardedMethod(mcp, 'POST', this.front, authorizer);
    guardedMethod(bundle, 'POST', this.front, bundleAuthorizer);
    openMethod(open, 'POST', this.front, {
      reason: 'Serves only tools that are marked public, such as the health check.',
    });
    for (const resource of [mcp, bundle, open]) {
      openMethod(resource, 'ANY', this.front, {
        reason: 'Front answers every method but POST with 405, and preflights for the allowed origins alone.',
      });
    }
  }

  private addOpenPaths(): void {
    const reason = 'Probes and the metadata from which clients learn how to get a credential come without one.';
    openMethod(this.api.root, 'GET', this.front, {
      reason: 'Says to people with a browser what this is and how to connect; the page holds nothing else.',
    });
    const wellKnown = this.api.root.addResource('.well-known').addResource('{proxy+}');
    for (const resource of [this.api.root.addResource('health'), this.api.root.addResource('ready'), wellKnown]) {
      openMethod(resource, 'GET', this.front, { reason });
    }
    // The metadata facade for issuers that lack fields that clients require: a document, and a registration without effect.
    const facade = this.api.root.addResource('oauth').addResource('{proxy+}');
    openMethod(facade, 'GET', this.front, { reason });
    openMethod(facade, 'POST', this.front, {
      reason: 'Registration (RFC 7591) comes before any credential; it hands out a public id and stores nothing.',
    });
  }

  /** Front answers preflights, so that one place knows which origins may come: they are patterns, not a list. */
  private addPreflights(): void {
    const paths = [
      '.well-known/{proxy+}',
      '.well-known/jwks.json',
      'oauth/{proxy+}',
      'api/v1/auth/token',
      'api/v1/auth/revoke',
    ];
    for (const path of paths) {
      openMethod(this.api.root.resourceForPath(path), 'OPTIONS', this.front, {
        reason: 'Browsers send a CORS preflight without credentials.',
      });
    }
  }

  /** The administrators' API is buffered, so that its answers keep their status code and headers. */
  private addAdminPaths(admin: IFunction, authorizer: IAuthorizer): void {
    const integration = new LambdaIntegration(admin, { allowTestInvoke: false });
    const root = this.api.root.addResource('api').addResource('v1').addResource('admin');
    const approvals = root.addResource('approvals');
    const decision = approvals.addResource('{id}').addResource('decision');
    guardedMethod(approvals, 'GET', integration, authorizer);
    guardedMethod(decision, 'POST', integration, authorizer);
    const keys = root.addResource('keys');
    const revocation = keys.addResource('{id}').addResource('revocation');
    guardedMethod(keys, 'GET', integration, authorizer);
    guardedMethod(keys, 'POST', integration, authorizer);
    guardedMethod(revocation, 'POST', integration, authorizer);
  }

  private acknowledgeFindings(): void {
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG2',
      reason: 'Front validates each request against the protocol and the tool, and answers faults as JSON-RPC errors.',
    });
  }

  private protect(settings: Settings): void {
    const { firewall } = settings;
    const { deploymentStage } = this.api;
    if (firewall.kind === 'managed') {
      new Firewall(this, 'Firewall', { settings, firewall, stage: deploymentStage });
      return;
    }
    Validations.of(deploymentStage).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG3',
      reason: 'The stage has no firewall by its settings: it throttles, and front limits each principal.',
    });
  }
}
