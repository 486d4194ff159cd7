import { arnOf, generatedName } from '../../account.ts';
import { parsePolicy } from '../../iam/policy.ts';
import type { Keys } from '../../kms/keys.ts';
import type { QueueSettings } from '../../sqs/queue.ts';
import type { Queues } from '../../sqs/queues.ts';
import { StartError } from '../../start-error.ts';
import { flag, list, number, record, text } from '../properties.ts';
import type { Provider, ResourceInput } from '../provider.ts';

/** Defaults of CreateQueue (SQS API Reference). */
const DEFAULTS = { visibilitySeconds: 30, retentionSeconds: 345_600, maxBytes: 1_048_576 };

/** Standard queues and their policies. */
export function queueProviders(queues: Queues, keys: Keys): Record<string, Provider> {
  return {
    'AWS::SQS::Queue': {
      properties: [
        'DelaySeconds',
        'FifoQueue',
        'KmsMasterKeyId',
        'MaximumMessageSize',
        'MessageRetentionPeriod',
        'QueueName',
        'ReceiveMessageWaitTimeSeconds',
        'RedrivePolicy',
        'VisibilityTimeout',
      ],
      ignored: {
        KmsDataKeyReusePeriodSeconds: 'messages are not encrypted on this machine',
        SqsManagedSseEnabled: 'messages are not encrypted on this machine',
        RedriveAllowPolicy: 'there is one account',
        Tags: 'no policy reads tags of queues',
      },
      provision(input) {
        const settings = settingsOf(input, keys);
        queues.define(settings);
        const url = queues.urlOf(settings.name);
        return { ref: url, attributes: { Arn: settings.arn, QueueName: settings.name, QueueUrl: url } };
      },
      remove: (_, { ref }) => queues.delete(ref),
    },
    'AWS::SQS::QueuePolicy': {
      properties: ['PolicyDocument', 'Queues'],
      provision({ logicalId, properties }) {
        for (const url of list(properties.Queues)) {
          const { settings } = queues.find(String(url));
          settings.policy = parsePolicy(`of queue ${settings.name}`, properties.PolicyDocument);
        }
        return { ref: logicalId };
      },
    },
  };
}

function settingsOf({ stack, logicalId, properties }: ResourceInput, keys: Keys): QueueSettings {
  if (flag(properties.FifoQueue))
    throw new StartError(`Queue ${stack}/${logicalId} is a FIFO queue; the local cloud has standard queues alone.`);
  const name = text(properties.QueueName) ?? generatedName(stack, logicalId, 80);
  const redrive = record(properties.RedrivePolicy);
  const key = text(properties.KmsMasterKeyId);
  return {
    name,
    arn: arnOf('sqs', name),
    visibilitySeconds: number(properties.VisibilityTimeout, DEFAULTS.visibilitySeconds),
    retentionSeconds: number(properties.MessageRetentionPeriod, DEFAULTS.retentionSeconds),
    delaySeconds: number(properties.DelaySeconds, 0),
    waitSeconds: number(properties.ReceiveMessageWaitTimeSeconds, 0),
    maxBytes: number(properties.MaximumMessageSize, DEFAULTS.maxBytes),
    ...(redrive.deadLetterTargetArn
      ? {
          redrive: {
            deadLetterArn: String(redrive.deadLetterTargetArn),
            maxReceives: number(redrive.maxReceiveCount, 10),
          },
        }
      : {}),
    kmsKeyArn: key === undefined || key === 'alias/aws/sqs' ? undefined : keys.find(key),
  };
}
