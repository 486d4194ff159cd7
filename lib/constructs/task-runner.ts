import { Duration } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import { claimKey, retryClaimKey, taskKey } from '../../schemas/keys.ts';
import { bundleFolder } from '../bundles.ts';
import type { Settings } from '../settings.ts';
import { type Tables, tableEnvironment } from '../tables.ts';
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
 * Does the work of tasks after front has answered: waits for the family and writes down what came of it. It has a
 * concurrency of its own, so that long work takes no place from calls, and little memory, since all it does is wait.
 * Of the state it reaches tasks and the claims of writes, and it decides nothing: front has.
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
    // A round that waited for longer counts as never begun: front allows five minutes.
    this.lambda.configureAsyncInvoke({ maxEventAge: Duration.minutes(5) });
    tables.state.grantItems(this.role, { actions: ['UpdateItem'], leadingKeys: [taskKey('*', '*', '').pk] });
    tables.state.grantItems(this.role, {
      actions: ['UpdateItem', 'DeleteItem'],
      leadingKeys: [claimKey('*', '*', '').pk, retryClaimKey('*', '*', '').pk],
    });
    // An event once written is out of its reach.
    tables.audit.grantItems(this.role, { actions: ['PutItem'] });
    secret.grantRead(this.role);
    for (const family of families) family.grantInvoke(this.role);
  }

  /** Lets a role have work begun. */
  grantStart(caller: Role): Grant {
    return Grant.addToPrincipal({
      grantee: caller,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.lambda.functionArn],
    });
  }
}
