import { Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type RestApi,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { Settings } from '../../settings.ts';
import { StageLogGroup } from '../stage-log-group.ts';

/** One line per request, without body, query and client address. Of the caller it has only the id of the credential. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  status: '$context.status',
  protocol: '$context.protocol',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
  credential: '$context.authorizer.credential',
  traceId: '$context.xrayTraceId',
};

/** Logging of a stage: requests in a log group of its own, failed executions in the gateway's. */
export function stageLogging(scope: Construct, settings: Settings): StageOptions {
  const accessLogs = new StageLogGroup(scope, 'AccessLogs', { settings });
  return {
    accessLogDestination: new LogGroupLogDestination(accessLogs),
    accessLogFormat: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
    loggingLevel: MethodLoggingLevel.ERROR,
    // Data traces would write headers and bodies, credentials included, into the log.
    dataTraceEnabled: false,
    metricsEnabled: true,
    tracingEnabled: true,
  };
}

/** Creates the group of the execution log first; otherwise API Gateway creates it without a retention. */
export function limitExecutionLogs(scope: Construct, api: RestApi, settings: Settings): void {
  const executionLogs = new StageLogGroup(scope, 'ExecutionLogs', {
    settings,
    logGroupName: `API-Gateway-Execution-Logs_${api.restApiId}/${settings.stage}`,
  });
  api.deploymentStage.node.addDependency(executionLogs);
  Validations.of(api).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    reason: 'API Gateway writes its logs through one role per account and region; AWS documents this policy for it.',
  });
}
