/** Scores a transaction: the facts, the rules that fire on them, the points that these give. */
import { Engine } from 'json-rules-engine';
import { type Facts, factsOf, type Known } from './facts.ts';
import type { ScoredTransaction } from './transaction.ts';
import { type FlagCode, LEVELS, type Level, WEIGHTS, type Weight } from './weights.ts';

/** One reason of a score. */
export interface Flag {
  readonly code: FlagCode;
  readonly points: number;
  readonly message: string;
  readonly evidence: Readonly<Record<string, number | string>>;
}

/** `score` from 0 to 100, one decimal; `flags` with most points first. */
export interface Verdict {
  readonly score: number;
  readonly level: Level;
  readonly flags: readonly Flag[];
}

const engine = new Engine(
  (Object.entries(WEIGHTS) as [FlagCode, Weight][]).map(([code, { fact, above }]) => ({
    name: code,
    conditions: { all: [{ fact, operator: 'greaterThan', value: above }] },
    event: { type: code },
  })),
  // A fact that cannot be known is no fact, and its rule does not fire.
  { allowUndefinedFacts: true },
);

export async function scoreTransaction(transaction: ScoredTransaction, known: Known): Promise<Verdict> {
  const facts = factsOf(transaction, known);
  const values = Object.fromEntries(Object.entries(facts).map(([name, { value }]) => [name, value]));
  const { events } = await engine.run(values);
  const flags = events
    .map(({ type }) => flagOf(type as FlagCode, facts))
    .sort((one, other) => other.points - one.points || (one.code < other.code ? -1 : 1));
  const score = Math.min(100, tenth(flags.reduce((sum, { points }) => sum + points, 0)));
  return { score, level: levelOf(score), flags };
}

export function levelOf(score: number): Level {
  return LEVELS.find(({ from }) => score >= from)?.level ?? 'low';
}

function flagOf(code: FlagCode, facts: Facts): Flag {
  const weight: Weight = WEIGHTS[code];
  const { value, evidence } = facts[weight.fact] ?? { value: weight.above, evidence: {} };
  const points = Math.min(weight.most, Math.max(weight.least, (value - weight.above) * weight.perUnit));
  return { code, points: tenth(points), message: weight.says, evidence };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
