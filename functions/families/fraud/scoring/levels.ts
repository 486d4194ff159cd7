/** Levels from the worst to the best. The last one is that of a low score behind which there is no history. */
export const LEVELS = ['critical', 'high', 'medium', 'low', 'insufficient_history'] as const;
export type Level = (typeof LEVELS)[number];

/** Lowest score of each level that raises an alert. */
export interface LevelThresholds {
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
}

export const DEFAULT_LEVELS: LevelThresholds = { medium: 25, high: 50, critical: 75 };

export function levelOf(score: number, from: LevelThresholds = DEFAULT_LEVELS): Exclude<Level, 'insufficient_history'> {
  if (score >= from.critical) return 'critical';
  if (score >= from.high) return 'high';
  return score >= from.medium ? 'medium' : 'low';
}

/** True for a level that raises an alert. */
export const isAlert = (level: Level): boolean => level !== 'low' && level !== 'insufficient_history';
