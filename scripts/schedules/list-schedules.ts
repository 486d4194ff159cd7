import type { CommandResult } from '../command/command.ts';
import type { LocalCloud } from '../command/local-cloud.ts';

/** One line per schedule: name, expression, functions. */
export function listSchedules({ schedules }: Pick<LocalCloud, 'schedules'>): CommandResult {
  const lines = Object.entries(schedules).map(([name, { expression, enabled, targets }]) => {
    const functions = targets.map(({ functionArn }) => functionOf(functionArn)).join(', ');
    return `${name}  ${expression}${enabled ? '' : ' (disabled)'}  → ${functions}`;
  });
  return { text: lines.join('\n') || 'There are no schedules.', data: schedules };
}

/** `front` in `arn:aws:lambda:…:function:front:3`. */
export function functionOf(arn: string): string {
  return arn.split(':function:')[1]?.split(':')[0] ?? arn;
}
