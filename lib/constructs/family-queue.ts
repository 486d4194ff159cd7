import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ManifoldFunction } from './manifold-function.ts';

export interface FamilyQueueProps {
  readonly family: string;
  readonly function: ManifoldFunction;
  readonly timeout: Duration;
}

/** Attempts at one event before it goes to the dead letters. */
const MOST_ATTEMPTS = 5;

/**
 * The queue of a family's events from the webhook function: delivered at least once, in no order. An event that fails five
 * times stays two weeks in the dead letter queue, and an alarm reports it.
 */
export class FamilyQueue extends Construct {
  readonly url: string;
  private readonly queue: Queue;

  constructor(scope: Construct, id: string, { family, function: handler, timeout }: FamilyQueueProps) {
    super(scope, id);
    const shared = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    const deadLetters = new Queue(this, 'DeadLetters', shared);
    this.queue = new Queue(this, 'Events', {
      ...shared,
      // AWS advises six times the timeout of the function, so that a throttled batch is not delivered twice.
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: MOST_ATTEMPTS },
    });
    this.url = this.queue.queueUrl;
    handler.lambda.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 5 }),
    );
    new Alarm(this, 'Undelivered', {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `Events of family ${family} could not be handled. Runbook: docs/runbook.md#deadletters`,
    });
  }

  /** Lets a role put events into the queue. */
  grantSend(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }
}
