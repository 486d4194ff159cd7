import { REGION } from '../account.ts';
import type { Credentials } from '../identity/identities.ts';
import { atEndpoint } from '../sqs/queues.ts';
import type { FunctionConfiguration } from './configuration.ts';

/** Services with an endpoint variable of their own, for clients that ignore the general one. */
const SERVICES = ['DYNAMODB', 'SECRETS_MANAGER', 'LAMBDA', 'KMS', 'STS', 'S3', 'SQS'];

/**
 * The environment of a function's process: the template's variables, those of an overlay (a sandbox's URL), and the
 * variables that Lambda reserves (Lambda Developer Guide, "Defined runtime environment variables").
 */
export function environmentOf(options: {
  configuration: FunctionConfiguration;
  version: string;
  overlay: Record<string, string>;
  credentials: Credentials;
  endpoint: string;
  runtimeApi: string;
  taskRoot: string;
  logStream: string;
}): Record<string, string> {
  const { configuration, version, overlay, credentials, endpoint, runtimeApi, taskRoot, logStream } = options;
  const endpoints = Object.fromEntries(SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, endpoint]));
  const own = Object.entries(configuration.environment).map(([name, value]) => [name, atEndpoint(value, endpoint)]);
  return {
    ...Object.fromEntries(own),
    ...overlay,
    _HANDLER: configuration.handler,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL: endpoint,
    // The SDK refuses a custom endpoint together with dual-stack lookup; this endpoint stands for all of AWS.
    AWS_USE_DUALSTACK_ENDPOINT: 'false',
    ...endpoints,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
  };
}
