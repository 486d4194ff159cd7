import * as z from 'zod';
import { LEVELS } from './scoring/levels.ts';

export const FlagOutput = z.object({
  code: z.string().describe('Name of the rule (docs/families/fraud.md).'),
  points: z.number().describe('What it adds to the score.'),
  message: z.string(),
  evidence: z.record(z.string(), z.union([z.number(), z.string()])).describe('The figures behind it.'),
});

export const LevelOutput = z
  .enum(LEVELS)
  .describe('insufficient_history: the score is low, but too little is known of the customer in this currency.');
