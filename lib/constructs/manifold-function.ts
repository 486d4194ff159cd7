import { ArnFormat, type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, type TenancyConfig, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import { codeFrom } from '../bundles.ts';
import type { Settings } from '../settings.ts';
import { PLATFORM_VERSION } from '../version.ts';
import { StageLogGroup } from './stage-log-group.ts';

/** The place of a function in a private network. */
export interface FunctionNetwork {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly group: ISecurityGroup;
  /** Whether the subnets reach AWS by IPv6, under its dual-stack names. */
  readonly dualStack: boolean;
}

export interface ManifoldFunctionProps {
  readonly settings: Settings;
  /** Name of the service in logs, traces and metrics, e.g. `front` or `family-kyc`. */
  readonly service: string;
  readonly description: string;
  /** Folder that holds `index.mjs`; see bundleFolder. */
  readonly bundle: string;
  /** Further files of the function's code: path from the root of the repository, by name beside `index.mjs`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeout: Duration;
  readonly environment?: Record<string, string>;
  readonly reservedConcurrency?: number;
  readonly tenancy?: TenancyConfig;
  /** The private network that the function is attached to, if any. */
  readonly network?: FunctionNetwork;
}

/**
 * A Lambda function with what all functions of the system share: Node 24 on arm64, tracing, a log group of its own with the
 * stage's retention, and a role of its own that may only write to that group until it is granted more.
 */
export class ManifoldFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ManifoldFunctionProps) {
    super(scope, id);
    const { settings } = props;
    const logGroup = new StageLogGroup(this, 'Logs', { settings });
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
    if (props.network) this.allowAttachment();
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: codeFrom(props.bundle, { files: props.files, sourceMap: settings.showTraces }),
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
        ...(settings.showTraces ? { NODE_OPTIONS: '--enable-source-maps' } : {}),
        // Only the dual-stack names have addresses of IPv6.
        ...(props.network?.dualStack ? { AWS_USE_DUALSTACK_ENDPOINT: 'true' } : {}),
        ...props.environment,
      },
      ...attachmentTo(props.network),
      // A caller may still invoke an earlier version.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray, and the network interfaces of functions in a VPC, have no resources: granted on * or not at all.',
    });
  }

  /**
   * Grants what Lambda needs to attach the function to a network, and denies it to the code in the function. These actions
   * cannot be limited to resources.
   */
  private allowAttachment(): void {
    const actions = [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ];
    const anyFunction = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources: ['*'] }));
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions,
        resources: ['*'],
        // Set only if the function's own code calls (Lambda Developer Guide, "Using Lambda with a VPC").
        conditions: { ArnLike: { 'lambda:SourceFunctionArn': anyFunction } },
      }),
    );
  }
}

function attachmentTo(network: FunctionNetwork | undefined) {
  if (!network) return {};
  const { vpc, subnets, group, dualStack } = network;
  return { vpc, vpcSubnets: subnets, securityGroups: [group], ipv6AllowedForDualStack: dualStack };
}
