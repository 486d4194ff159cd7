import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, type TenancyConfig, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import { codeFrom } from '../bundles.ts';
import { removalPolicyOf } from '../removal.ts';
import type { Settings } from '../settings.ts';
import { PLATFORM_VERSION } from '../version.ts';

export interface ManifoldFunctionProps {
  readonly settings: Settings;
  /** Name of the service in logs, traces and metrics, e.g. `front` or `family-kyc`. */
  readonly service: string;
  readonly description: string;
  /** Folder that holds `index.mjs`; see bundleFolder. */
  readonly bundle: string;
  readonly memoryMb: number;
  readonly timeout: Duration;
  readonly environment?: Record<string, string>;
  readonly reservedConcurrency?: number;
  readonly tenancy?: TenancyConfig;
}

/**
 * A Lambda function as all of this system are: Node 24 on arm64, traced, with a log group of its own that forgets
 * after the stage's retention, and a role of its own that can do nothing but write there until it is granted more.
 */
export class ManifoldFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ManifoldFunctionProps) {
    super(scope, id);
    const { settings } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetentionDays,
      removalPolicy: removalPolicyOf(settings),
    });
    // Not the managed basic execution role: that one may write to every log group of the account.
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Role of ${props.service}`,
    });
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: codeFrom(props.bundle),
      role: this.role,
      logGroup,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      tracing: Tracing.ACTIVE,
      tenancyConfig: props.tenancy,
      reservedConcurrentExecutions: props.reservedConcurrency,
      environment: {
        [ENV.STAGE]: settings.stage,
        [ENV.KIND]: settings.kind,
        [ENV.VERSION]: PLATFORM_VERSION,
        [ENV.LOG_LEVEL]: settings.logLevel,
        POWERTOOLS_SERVICE_NAME: props.service,
        POWERTOOLS_METRICS_NAMESPACE: 'Manifold',
        ...props.environment,
      },
      // Versions that a caller may still hold stay invokable.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources: PutTraceSegments and PutTelemetryRecords are granted on * or not at all.',
    });
  }
}
