import { arnOf, stableId } from '../../account.ts';
import type { Tables } from '../../data/tables.ts';
import type { EventSources } from '../../event-sources/event-sources.ts';
import { filterOf } from '../../event-sources/filter.ts';
import { AccessDenied, type Authoriser } from '../../iam/authoriser.ts';
import type { Keys } from '../../kms/keys.ts';
import type { Functions, Resolved } from '../../lambda/functions.ts';
import type { Queue } from '../../sqs/queue.ts';
import type { Queues } from '../../sqs/queues.ts';
import { StartError } from '../../start-error.ts';
import { list, nameOf, number, record, text } from '../properties.ts';
import type { Provider, ResourceInput } from '../provider.ts';

/** Rights that a function's role needs to a queue or a stream that Lambda polls for it (Lambda Developer Guide). */
const QUEUE_RIGHTS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const STREAM_RIGHTS = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
const DEFAULT_BATCH = 10;
const DEFAULT_STREAM_BATCH = 100;
/** AWS begins with five concurrent batches and scales up; the local cloud stays at five. */
const DEFAULT_CONCURRENCY = 5;

type Services = {
  eventSources: EventSources;
  functions: Functions;
  queues: Queues;
  tables: Tables;
  authoriser: Authoriser;
  keys: Keys;
};

/** Event source mappings from queues and from streams of tables to functions. */
export function eventSourceProviders(services: Services): Record<string, Provider> {
  return {
    'AWS::Lambda::EventSourceMapping': {
      properties: [
        'BatchSize',
        'Enabled',
        'EventSourceArn',
        'FilterCriteria',
        'FunctionName',
        'FunctionResponseTypes',
        'MaximumBatchingWindowInSeconds',
        'MaximumRetryAttempts',
        'ScalingConfig',
        'StartingPosition',
      ],
      ignored: {
        BisectBatchOnFunctionError: 'a batch that fails is tried again as a whole',
        DestinationConfig: 'a batch that is given up is named in the log',
        MetricsConfig: 'no metrics service',
        Tags: 'no policy reads tags of mappings',
      },
      provision(input) {
        const id = stableId(`${input.stack}/${input.logicalId}`, 32);
        define(services, id, input);
        return {
          ref: id,
          attributes: { Id: id, EventSourceMappingArn: arnOf('lambda', `event-source-mapping:${id}`) },
        };
      },
    },
  };
}

function define(services: Services, id: string, { stack, logicalId, properties }: ResourceInput): void {
  const { eventSources, functions, queues, tables } = services;
  const path = `${stack}/${logicalId}`;
  const sourceArn = String(properties.EventSourceArn);
  const functionArn = String(properties.FunctionName);
  const target = functions.resolve(functionArn);
  const enabled = text(properties.Enabled) !== 'false';
  const patterns = list(record(properties.FilterCriteria).Filters).map((filter) => String(record(filter).Pattern));
  const table = tables.findByStream(sourceArn);
  if (table?.stream) {
    const { arn } = table.stream;
    checkRights(services, {
      path,
      target,
      rights: STREAM_RIGHTS,
      resource: arn,
      key: table.kmsKeyArn,
      via: 'dynamodb',
    });
    eventSources.defineStream({
      id,
      stream: table.stream,
      functionArn,
      batchSize: number(properties.BatchSize, DEFAULT_STREAM_BATCH),
      retryAttempts: number(properties.MaximumRetryAttempts, Number.POSITIVE_INFINITY),
      filter: filterOf(patterns),
      enabled,
    });
    return;
  }
  const queue = queues.byArn(sourceArn);
  if (!queue) {
    throw new StartError(
      `The event source of ${path} is no queue or stream of the assembly; the local cloud knows no other.`,
    );
  }
  if (patterns.length > 0) throw new StartError(`The event source ${path} filters a queue; the local cloud does not.`);
  checkTimes(path, queue, target);
  const { arn, policy, kmsKeyArn } = queue.settings;
  const encryptionContext = { 'aws:sqs:arn': arn };
  const key = kmsKeyArn;
  checkRights(services, {
    path,
    target,
    rights: QUEUE_RIGHTS,
    resource: arn,
    policy,
    key,
    via: 'sqs',
    encryptionContext,
  });
  eventSources.define({
    id,
    queue,
    functionArn,
    batchSize: number(properties.BatchSize, DEFAULT_BATCH),
    windowSeconds: number(properties.MaximumBatchingWindowInSeconds, 0),
    reportsItemFailures: list(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'),
    maxConcurrency: number(record(properties.ScalingConfig).MaximumConcurrency, DEFAULT_CONCURRENCY),
    enabled,
  });
}

/** CreateEventSourceMapping refuses a queue that would deliver a batch again while the function still works on it. */
function checkTimes(path: string, { settings }: Queue, { configuration }: Resolved): void {
  if (settings.visibilitySeconds < configuration.timeoutSeconds)
    throw new StartError(
      `The event source ${path} has a queue with a visibility timeout of ${settings.visibilitySeconds} seconds, shorter than the function's ${configuration.timeoutSeconds}.`,
    );
}

interface NeededRights {
  readonly path: string;
  readonly target: Resolved;
  readonly rights: readonly string[];
  readonly resource: string;
  readonly policy?: Queue['settings']['policy'];
  /** ARN of the key under which the source is encrypted. */
  readonly key?: string;
  readonly via: string;
  readonly encryptionContext?: Record<string, string>;
}

function checkRights({ authoriser, keys }: Services, needed: NeededRights): void {
  const { path, target, rights, resource, policy, key, via, encryptionContext } = needed;
  const { roleArn, functionName } = target.configuration;
  const roleName = nameOf(roleArn);
  const identity = { kind: 'role', arn: roleArn, roleName, roleArn } as const;
  try {
    for (const action of rights) authoriser.check({ identity, action, resource, resourcePolicy: policy });
    if (key) keys.checkUse({ identity, keyArn: key, action: 'kms:Decrypt', via, encryptionContext });
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    throw new StartError(`The event source ${path} cannot poll for ${functionName}: ${error.message}.`);
  }
}
