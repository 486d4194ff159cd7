import { Duration } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetters, QUEUE_DEFAULTS } from './dead-letters.ts';
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
    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      says: `Events of family ${family} could not be handled.`,
    });
    this.queue = new Queue(this, 'Events', {
      ...QUEUE_DEFAULTS,
      // AWS advises six times the timeout of the function, so that a throttled batch is not delivered twice.
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6),
      deadLetterQueue: { queue: deadLetters.queue, maxReceiveCount: MOST_ATTEMPTS },
    });
    this.url = this.queue.queueUrl;
    handler.lambda.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 5 }),
    );
  }

  /** Lets a role put events into the queue. */
  grantSend(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }
}
