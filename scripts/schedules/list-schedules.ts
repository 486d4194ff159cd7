import { functionOf, type LocalSchedules } from './connect.ts';

/** One line per schedule: name, expression, functions. */
export function listSchedules({ schedules }: LocalSchedules): string {
  const lines = Object.entries(schedules).map(([name, { expression, enabled, targets }]) => {
    const functions = targets.map(({ functionArn }) => functionOf(functionArn)).join(', ');
    return `${name}  ${expression}${enabled ? '' : ' (disabled)'}  → ${functions}`;
  });
  return lines.length > 0 ? lines.join('\n') : 'There are no schedules.';
}
