/** Scores a transaction: the facts, the rules that fire on them, the points that these give. */
import { type Facts, factsOf, type Known } from './facts.ts';
import { type Level, levelOf } from './levels.ts';
import { DEFAULT_POLICY, deniedFact, pointsFactor, type ScoringPolicy } from './scoring-policy.ts';
import type { ScoredTransaction } from './transaction.ts';
import { LEAST_HISTORY, usual } from './usual.ts';
import { FLAG_CODES, type FlagCode, pointsOf, RULES, type Rule } from './weights.ts';

/** One reason of a score. */
export interface Flag {
  readonly code: FlagCode;
  readonly points: number;
  readonly message: string;
  readonly evidence: Readonly<Record<string, number | string>>;
}

/** `score` from 0 to 100, one decimal; `flags` with at least one point, the ones with most points first. */
export interface Verdict {
  readonly score: number;
  readonly level: Level;
  readonly flags: readonly Flag[];
}

/** Smaller reasons add to the score, but are not shown. */
const LEAST_SHOWN = 1;

export interface ScoredBy {
  readonly policy?: ScoringPolicy;
  /** Id of the customer, for the lists of the policy. */
  readonly customer?: string;
}

export function scoreTransaction(
  transaction: ScoredTransaction,
  known: Known,
  { policy = DEFAULT_POLICY, customer = '' }: ScoredBy = {},
): Verdict {
  const parties = { transaction, customer };
  const facts: Facts = { ...factsOf(transaction, known, policy.limits), ...deniedFact(policy, parties) };
  const flags = FLAG_CODES.map((code) => flagOf(code, facts, pointsFactor(policy, code, parties)))
    .filter(({ points }) => points > 0)
    .sort((one, other) => other.points - one.points || (one.code < other.code ? -1 : 1));
  const score = Math.min(100, tenth(flags.reduce((sum, { points }) => sum + points, 0)));
  const level = levelOf(score, policy.levels);
  const isNew = usual(known.profile, transaction).count < LEAST_HISTORY;
  return {
    score,
    level: level === 'low' && isNew ? 'insufficient_history' : level,
    flags: flags.filter(({ points }) => points >= LEAST_SHOWN),
  };
}

function flagOf(code: FlagCode, facts: Facts, factor: number): Flag {
  const { fact, curve, says }: Rule = RULES[code];
  const found = facts[fact];
  // A fact that cannot be known is no fact, and its rule does not fire.
  const points = found ? tenth(factor * pointsOf(curve, found.value)) : 0;
  return { code, points, message: says, evidence: found?.evidence ?? {} };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
