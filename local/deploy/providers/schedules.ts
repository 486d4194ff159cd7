import { arnOf, generatedName } from '../../account.ts';
import type { Roles } from '../../iam/roles.ts';
import type { Functions, Resolved } from '../../lambda/functions.ts';
import { permitsService } from '../../lambda/permissions.ts';
import { parseSchedule } from '../../schedules/expression.ts';
import type { Schedules, ScheduleTarget } from '../../schedules/schedules.ts';
import { StartError } from '../../start-error.ts';
import { list, nameOf, record, text } from '../properties.ts';
import type { Provider } from '../provider.ts';

/** Properties of a target that are read, and those that make no difference here. */
/** `DeadLetterConfig` has no effect: a function of this machine can always be invoked, or its failure is in the log. */
const TARGET_PROPERTIES = ['Arn', 'DeadLetterConfig', 'Id', 'Input', 'RoleArn', 'RetryPolicy'];

/** Rules of EventBridge with a schedule, and schedules of EventBridge Scheduler, both for functions. */
export function scheduleProviders(schedules: Schedules, functions: Functions, roles: Roles): Record<string, Provider> {
  return {
    'AWS::Events::Rule': {
      properties: ['Name', 'ScheduleExpression', 'State', 'Targets'],
      ignored: { Description: 'text only', Tags: 'no policy reads tags of rules' },
      provision({ stack, logicalId, properties }) {
        const name = text(properties.Name) ?? generatedName(stack, logicalId, 64);
        const arn = arnOf('events', `rule/${name}`);
        const path = `${stack}/${logicalId}`;
        const expression = text(properties.ScheduleExpression) ?? '';
        schedules.define({
          name,
          arn,
          expression,
          timing: parseSchedule(path, expression),
          enabled: (text(properties.State) ?? 'ENABLED') === 'ENABLED',
          targets: list(properties.Targets).map((target) => targetOf(path, record(target))),
          refusal: ({ configuration }) =>
            permitsService(functions.permissions(configuration.functionName), 'events.amazonaws.com', arn)
              ? undefined
              : `no permission lets events.amazonaws.com call ${configuration.functionName} for ${arn}`,
        });
        return { ref: name, attributes: { Arn: arn } };
      },
    },
    'AWS::Scheduler::Schedule': {
      properties: ['Name', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'State', 'Target'],
      ignored: {
        Description: 'text only',
        FlexibleTimeWindow: 'schedules are run at the beginning of their window',
        GroupName: 'groups are a view of the console',
      },
      provision({ stack, logicalId, properties }) {
        const name = text(properties.Name) ?? generatedName(stack, logicalId, 64);
        const path = `${stack}/${logicalId}`;
        const expression = text(properties.ScheduleExpression) ?? '';
        if ((text(properties.ScheduleExpressionTimezone) ?? 'UTC') !== 'UTC')
          throw new StartError(`The schedule ${path} has a time zone; the local cloud knows UTC alone.`);
        const arn = arnOf('scheduler', `schedule/default/${name}`);
        const target = record(properties.Target);
        const role = nameOf(target.RoleArn);
        if (!roles.trusts(role, 'scheduler.amazonaws.com'))
          throw new StartError(`The role of schedule ${path} cannot be assumed by scheduler.amazonaws.com.`);
        schedules.define({
          name,
          arn,
          expression,
          timing: parseSchedule(path, expression),
          enabled: (text(properties.State) ?? 'ENABLED') === 'ENABLED',
          targets: [targetOf(path, target)],
          refusal: (resolved) => refusalOf(roles, role, resolved),
        });
        return { ref: name, attributes: { Arn: arn } };
      },
    },
  };
}

function refusalOf(roles: Roles, role: string, { arn }: Resolved): string | undefined {
  const decision = roles.decide(role, { action: 'lambda:InvokeFunction', resource: arn, context: new Map() });
  return decision === 'allowed' ? undefined : `role ${role} lacks lambda:InvokeFunction (${decision})`;
}

function targetOf(path: string, target: Record<string, unknown>): ScheduleTarget {
  const unknown = Object.keys(target).find((property) => !TARGET_PROPERTIES.includes(property));
  if (unknown)
    throw new StartError(`The schedule ${path} has a target with ${unknown}, which the local cloud does not know.`);
  const functionArn = String(target.Arn);
  if (!functionArn.includes(':function:'))
    throw new StartError(
      `The schedule ${path} has the target ${functionArn}; the local cloud schedules functions alone.`,
    );
  const input = text(target.Input);
  return { functionArn, input };
}
