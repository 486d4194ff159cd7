/** Measures of a scorer on labelled data; each takes scores and labels in the order of time. */
export interface Scored {
  readonly at: number;
  readonly score: number;
  readonly fraud: boolean;
  readonly amountMinor: number;
}

/** A point of the receiver operating characteristic: shares from 0 to 1. */
export interface RocPoint {
  readonly falseAlarms: number;
  readonly found: number;
}

/** The curve and the area under it. Equal scores are one step, so that their order does not matter. */
export function roc(scored: readonly Scored[]): { auc: number; curve: RocPoint[] } {
  const frauds = scored.filter(({ fraud }) => fraud).length;
  const honest = scored.length - frauds;
  const curve: RocPoint[] = [{ falseAlarms: 0, found: 0 }];
  let [auc, found, alarms] = [0, 0, 0];
  for (const step of steps(scored)) {
    auc += (step.honest / honest) * ((found + step.frauds / 2) / frauds);
    found += step.frauds;
    alarms += step.honest;
    curve.push({ falseAlarms: alarms / honest, found: found / frauds });
  }
  return { auc, curve };
}

/** Mean of the precision at each step of recall (average precision). */
export function averagePrecision(scored: readonly Scored[]): number {
  const frauds = scored.filter(({ fraud }) => fraud).length;
  let [sum, found, seen] = [0, 0, 0];
  for (const step of steps(scored)) {
    found += step.frauds;
    seen += step.frauds + step.honest;
    sum += (step.frauds / frauds) * (found / seen);
  }
  return sum;
}

/** Share of fraud among the `count` transactions with the highest scores of each day, as a mean over the days. */
export function precisionPerDay(scored: readonly Scored[], count: number): number {
  const days = Map.groupBy(scored, ({ at }) => Math.floor(at / 86_400_000));
  const shares = [...days.values()].map((day) => {
    const top = day.toSorted((one, other) => other.score - one.score).slice(0, count);
    return top.filter(({ fraud }) => fraud).length / top.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Alarms, precision, recall and cost of a threshold. A missed fraud costs its amount, an alarm `reviewMinor`. */
export function atThreshold(
  scored: readonly Scored[],
  { threshold, reviewMinor }: { threshold: number; reviewMinor: number },
) {
  let [found, alarms, missedMinor, frauds] = [0, 0, 0, 0];
  for (const { score, fraud, amountMinor } of scored) {
    if (fraud) frauds += 1;
    if (score >= threshold) {
      alarms += 1;
      if (fraud) found += 1;
    } else if (fraud) missedMinor += amountMinor;
  }
  return {
    threshold,
    alarms,
    precision: alarms === 0 ? 0 : found / alarms,
    recall: found / frauds,
    costMinor: missedMinor + alarms * reviewMinor,
  };
}

/** Transactions by score, highest first, those of one score together. */
function* steps(scored: readonly Scored[]): Generator<{ frauds: number; honest: number }> {
  const sorted = scored.toSorted((one, other) => other.score - one.score);
  for (let index = 0; index < sorted.length; ) {
    const { score } = sorted[index] as Scored;
    const step = { frauds: 0, honest: 0 };
    for (; sorted[index]?.score === score; index += 1) {
      if (sorted[index]?.fraud) step.frauds += 1;
      else step.honest += 1;
    }
    yield step;
  }
}
