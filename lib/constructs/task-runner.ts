import { Duration } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import { claimKey, retryClaimKey, taskKey } from '../../schemas/keys.ts';
import { bundleFolder } from '../bundles.ts';
import type { Settings } from '../settings.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
import { DeadLetters } from './dead-letters.ts';
import { ManifoldFunction } from './manifold-function.ts';
import type { PlatformSecret } from './platform-secret.ts';
import type { ToolFamily } from './tool-family.ts';

export interface TaskRunnerProps {
  readonly settings: Settings;
  readonly tables: Tables;
  readonly secret: PlatformSecret;
  readonly families: readonly ToolFamily[];
}

/**
 * Does the work of tasks after front has answered: it waits for the family and stores the result. Long work then does not
 * occupy instances of front, and this function needs little memory, since it only waits. In the state table it may use tasks
 * and the claims of writes. Front has already decided on the call.
 */
export class TaskRunner extends ManifoldFunction {
  constructor(scope: Construct, id: string, { settings, tables, secret, families }: TaskRunnerProps) {
    super(scope, id, {
      settings,
      service: 'task-runner',
      description: 'Work of tasks: hands it to a family, keeps its progress and result',
      bundle: bundleFolder(scope, 'functions/task-runner'),
      memoryMb: 256,
      timeout: Duration.minutes(15),
      environment: {
        ...tableEnvironment(tables, ['audit', 'state']),
        [ENV.PLATFORM_SECRET]: secret.arn,
        [ENV.SHOW_TRACES]: String(settings.showTraces),
      },
    });
    // After five minutes, front treats a step that has not begun as lost.
    const deadLetters = new DeadLetters(this, 'DeadLetters', { says: 'A step of a task could not be run.' });
    this.lambda.configureAsyncInvoke({
      maxEventAge: Duration.minutes(5),
      onFailure: new SqsDestination(deadLetters.queue),
    });
    tables.state.grantItems(this.role, { actions: ['UpdateItem'], leadingKeys: [taskKey('*', '*', '').pk] });
    tables.state.grantItems(this.role, {
      actions: ['UpdateItem', 'DeleteItem'],
      leadingKeys: [claimKey('*', '*', '').pk, retryClaimKey('*', '*', '').pk],
    });
    // It cannot read or delete events.
    tables.audit.grantItems(this.role, { actions: ['PutItem'] });
    secret.grantRead(this.role);
    for (const family of families) family.grantInvoke(this.role);
  }

  /** Lets a role start work. */
  grantStart(caller: Role): Grant {
    return Grant.addToPrincipal({
      grantee: caller,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.lambda.functionArn],
    });
  }
}
