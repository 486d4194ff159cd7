import { arnOf, stableId } from '../../account.ts';
import type { EventSources } from '../../event-sources/event-sources.ts';
import { AccessDenied, type Authoriser } from '../../iam/authoriser.ts';
import type { Keys } from '../../kms/keys.ts';
import type { Functions, Resolved } from '../../lambda/functions.ts';
import type { Queue } from '../../sqs/queue.ts';
import type { Queues } from '../../sqs/queues.ts';
import { StartError } from '../../start-error.ts';
import { list, nameOf, number, record, text } from '../properties.ts';
import type { Provider } from '../provider.ts';

/** Rights that a function's role needs to a queue that Lambda polls for it (Lambda Developer Guide). */
const NEEDED = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const DEFAULT_BATCH = 10;
/** AWS begins with five concurrent batches and scales up; the local cloud stays at five. */
const DEFAULT_CONCURRENCY = 5;

type Services = {
  eventSources: EventSources;
  functions: Functions;
  queues: Queues;
  authoriser: Authoriser;
  keys: Keys;
};

/** Event source mappings from queues to functions. */
export function eventSourceProviders(services: Services): Record<string, Provider> {
  const { eventSources, functions, queues } = services;
  return {
    'AWS::Lambda::EventSourceMapping': {
      properties: [
        'BatchSize',
        'Enabled',
        'EventSourceArn',
        'FunctionName',
        'FunctionResponseTypes',
        'MaximumBatchingWindowInSeconds',
        'ScalingConfig',
      ],
      ignored: { Tags: 'no policy reads tags of mappings', MetricsConfig: 'no metrics service' },
      provision({ stack, logicalId, properties }) {
        const path = `${stack}/${logicalId}`;
        const queue = queues.byArn(String(properties.EventSourceArn));
        if (!queue)
          throw new StartError(
            `The event source of ${path} is no queue of the assembly; the local cloud knows no other.`,
          );
        const functionArn = String(properties.FunctionName);
        const target = functions.resolve(functionArn);
        const id = stableId(path, 32);
        checkTimes(path, queue, target);
        checkRights(services, { path, queue, target });
        eventSources.define({
          id,
          queue,
          functionArn,
          batchSize: number(properties.BatchSize, DEFAULT_BATCH),
          windowSeconds: number(properties.MaximumBatchingWindowInSeconds, 0),
          reportsItemFailures: list(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'),
          maxConcurrency: number(record(properties.ScalingConfig).MaximumConcurrency, DEFAULT_CONCURRENCY),
          enabled: text(properties.Enabled) !== 'false',
        });
        return {
          ref: id,
          attributes: { Id: id, EventSourceMappingArn: arnOf('lambda', `event-source-mapping:${id}`) },
        };
      },
    },
  };
}

/** CreateEventSourceMapping refuses a queue that would deliver a batch again while the function still works on it. */
function checkTimes(path: string, { settings }: Queue, { configuration }: Resolved): void {
  if (settings.visibilitySeconds < configuration.timeoutSeconds)
    throw new StartError(
      `The event source ${path} has a queue with a visibility timeout of ${settings.visibilitySeconds} seconds, shorter than the function's ${configuration.timeoutSeconds}.`,
    );
}

function checkRights(
  { authoriser, keys }: Services,
  { path, queue, target }: { path: string; queue: Queue; target: Resolved },
): void {
  const { roleArn, functionName } = target.configuration;
  const roleName = nameOf(roleArn);
  const identity = { kind: 'role', arn: roleArn, roleName, roleArn } as const;
  const { arn, policy, kmsKeyArn } = queue.settings;
  try {
    for (const action of NEEDED) authoriser.check({ identity, action, resource: arn, resourcePolicy: policy });
    if (kmsKeyArn)
      keys.checkUse({
        identity,
        keyArn: kmsKeyArn,
        action: 'kms:Decrypt',
        via: 'sqs',
        encryptionContext: { 'aws:sqs:arn': arn },
      });
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    throw new StartError(`The event source ${path} cannot poll for ${functionName}: ${error.message}.`);
  }
}
