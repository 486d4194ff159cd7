import type { Schedules } from './schedules.ts';

/** What operators' commands read about a schedule. */
export type PublishedSchedule = {
  expression: string;
  enabled: boolean;
  /** Without an input the target gets EventBridge's own event. */
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
