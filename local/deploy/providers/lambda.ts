import { arnOf, generatedName } from '../../account.ts';
import type { Roles } from '../../iam/roles.ts';
import type { Asynchronous } from '../../lambda/asynchronous.ts';
import type { CodeStore } from '../../lambda/code-store.ts';
import type { FunctionConfiguration } from '../../lambda/configuration.ts';
import type { Functions } from '../../lambda/functions.ts';
import type { Versions } from '../../lambda/versions.ts';
import { StartError } from '../../start-error.ts';
import { nameOf, number, record, tags, text } from '../properties.ts';
import type { Provider, ResourceInput } from '../provider.ts';

const FUNCTION_PROPERTIES = [
  'FunctionName',
  'Code',
  'Handler',
  'Runtime',
  'Role',
  'Environment',
  'MemorySize',
  'Timeout',
  'TenancyConfig',
  'ReservedConcurrentExecutions',
  'LoggingConfig',
  'PackageType',
  'Tags',
];
const FUNCTION_IGNORED = {
  Architectures: 'functions run on the processor of this machine',
  Description: 'text only',
  TracingConfig: 'there is no X-Ray; traces are not sampled',
  KmsKeyArn: 'the environment is not stored',
  VpcConfig: 'there is one network, loopback',
  EphemeralStorage: 'functions see the temporary folder of this machine',
  RecursiveLoop: 'no event sources that could loop',
  RuntimeManagementConfig: 'the runtime is the installed Node 24',
};

export type LambdaServices = {
  functions: Functions;
  asynchronous: Asynchronous;
  versions: Versions;
  code: CodeStore;
  roles: Roles;
  assets: ReadonlyMap<string, string>;
};

/** Functions, versions, aliases and permissions. */
export function lambdaProviders(services: LambdaServices): Record<string, Provider> {
  const { functions, asynchronous, versions } = services;
  return {
    'AWS::Lambda::Function': {
      properties: FUNCTION_PROPERTIES,
      ignored: FUNCTION_IGNORED,
      provision(input) {
        const configuration = configurationOf(services, input);
        const reserved = input.properties.ReservedConcurrentExecutions;
        functions.register(configuration, reserved === undefined ? undefined : Number(reserved));
        return { ref: configuration.functionName, attributes: { Arn: configuration.arn } };
      },
      remove: (_, { ref }) => functions.delete(ref),
    },
    'AWS::Lambda::Version': {
      properties: ['FunctionName'],
      ignored: { Description: 'text only', CodeSha256: 'the code is the asset that the template names' },
      provision({ logicalId, properties }) {
        const name = nameOf(properties.FunctionName);
        const version = functions.publish(name, logicalId);
        const arn = `${arnOf('lambda', `function:${name}`)}:${version}`;
        return { ref: arn, attributes: { Version: version, FunctionArn: arn } };
      },
      remove(_, { ref }) {
        versions.delete(nameOf(ref), ref.split(':').at(-1) ?? '');
      },
    },
    'AWS::Lambda::Alias': {
      properties: ['FunctionName', 'FunctionVersion', 'Name'],
      ignored: { Description: 'text only', ProvisionedConcurrencyConfig: 'instances are started when needed' },
      provision({ properties }) {
        const name = nameOf(properties.FunctionName);
        functions.alias(name, String(properties.Name), String(properties.FunctionVersion));
        const arn = `${arnOf('lambda', `function:${name}`)}:${properties.Name}`;
        return { ref: arn, attributes: { AliasArn: arn } };
      },
    },
    'AWS::Lambda::EventInvokeConfig': {
      properties: ['FunctionName', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds'],
      ignored: {
        DestinationConfig: 'an invocation that is given up is named in the log',
        Qualifier: 'one policy holds for all versions of a function',
      },
      provision({ logicalId, properties }) {
        const { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: age } = properties;
        asynchronous.configure(nameOf(properties.FunctionName), {
          retries: retries === undefined ? undefined : Number(retries),
          maxAgeSeconds: age === undefined ? undefined : Number(age),
        });
        return { ref: logicalId };
      },
    },
    'AWS::Lambda::Permission': {
      properties: ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
      provision({ logicalId, properties }) {
        const sourceArn = text(properties.SourceArn);
        functions.permit(nameOf(properties.FunctionName), {
          action: String(properties.Action),
          principal: String(properties.Principal),
          sourceArn,
        });
        return { ref: logicalId };
      },
    },
  };
}

function configurationOf(
  { code, roles, assets }: LambdaServices,
  { stack, logicalId, properties }: ResourceInput,
): FunctionConfiguration {
  const path = `${stack}/${logicalId}`;
  const functionName = text(properties.FunctionName) ?? generatedName(stack, logicalId, 64);
  const runtime = text(properties.Runtime) ?? '';
  if (runtime !== 'nodejs24.x')
    throw new StartError(
      `Function ${path} has the runtime ${runtime || 'of an image'}; the local cloud runs nodejs24.x only.`,
    );
  const objectKey = text(record(properties.Code).S3Key);
  const source = objectKey === undefined ? undefined : assets.get(objectKey);
  if (objectKey === undefined || source === undefined)
    throw new StartError(
      `The code of function ${path} is not an asset of the assembly; the local cloud runs assets only.`,
    );
  const roleArn = String(properties.Role);
  if (!roles.trusts(nameOf(roleArn), 'lambda.amazonaws.com'))
    throw new StartError(`The role of function ${path} cannot be assumed by lambda.amazonaws.com.`);
  const variables = Object.entries(record(record(properties.Environment).Variables)).map(([key, value]) => [
    key,
    String(value),
  ]);
  return {
    functionName,
    arn: arnOf('lambda', `function:${functionName}`),
    roleArn,
    handler: String(properties.Handler),
    runtime,
    memoryMb: number(properties.MemorySize, 128),
    timeoutSeconds: number(properties.Timeout, 3),
    environment: Object.fromEntries(variables),
    code: code.keep(objectKey, source),
    tenantIsolated: record(properties.TenancyConfig).TenantIsolationMode === 'PER_TENANT',
    logGroup: text(record(properties.LoggingConfig).LogGroup) ?? `/aws/lambda/${functionName}`,
    tags: Object.fromEntries(tags(properties.Tags)),
  };
}
