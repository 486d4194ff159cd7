import type { Schedules } from './schedules.ts';

/** What operators' commands are told of a schedule. */
export type PublishedSchedule = {
  expression: string;
  enabled: boolean;
  /** The event that a target gets is EventBridge's own where there is no input. */
  targets: { functionArn: string; input?: string }[];
};

/** The schedules by name, as plain data. */
export function published(schedules: Schedules): Record<string, PublishedSchedule> {
  return Object.fromEntries(
    schedules
      .all()
      .map(({ name, expression, enabled, targets }) => [name, { expression, enabled, targets: [...targets] }]),
  );
}
