export { PatternError, StepBudgetError } from './errors.ts';
export { StepBudget } from './machine/budget.ts';
export type { FindOptions } from './machine/find.ts';
export type { Match, Span } from './match.ts';
export { compile, escapeText, type Pattern, type Replacer, type SplitOptions, type SubOptions } from './pattern.ts';
