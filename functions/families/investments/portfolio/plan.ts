import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { decimalOf, type Money, readMoney } from '../../../core/money/money.ts';
import { allocate } from '../../../kit/money/allocate.ts';
import { AmountInput, MinorInput } from '../../../kit/money/amount-input.ts';
import { UserField } from '../formats/symbol.ts';
import { type Fund, fundsOf, RISK_PROFILES, type RiskProfile } from './profiles.ts';

/** Alpaca accepts no order below one dollar. */
const LEAST_ORDER_CENTS = 100;

export const PlanInput = z.object({
  user_id: UserField,
  risk_profile: z
    .enum(RISK_PROFILES)
    .meta({ description: 'income (20 % stocks), conservative (40 %), moderate (60 %) or growth (80 %).' }),
  initial_investment: AmountInput.optional().meta({ description: 'US dollars to invest.', examples: ['1000.00'] }),
  initial_investment_minor: MinorInput.optional(),
});
export type PlanInput = z.output<typeof PlanInput>;

export interface Allocation extends Fund {
  amount: Money;
}

export interface Plan {
  profile: RiskProfile;
  total: Money;
  /** Amounts add up to the total, to the cent. */
  allocations: Allocation[];
}

/** The argument that holds the amount of a plan, for policies and audit. */
export const PLAN_AMOUNT = { initial_investment: { currency: 'USD' } };

/** @throws {ManifoldError} E2003 without an amount, E2004 for an invalid amount, and for one that is too small for an order of each fund */
export function planOf(input: Omit<PlanInput, 'user_id'>): Plan {
  const { initial_investment: amount, initial_investment_minor: minor } = input;
  const total = readMoney({ amount, minor, currency: 'USD' }, 'initial_investment');
  const profile = input.risk_profile;
  const funds = fundsOf(profile);
  const cents = allocate(
    total.minor,
    funds.map(({ percent }) => percent),
  );
  if (cents.some((amount) => amount < LEAST_ORDER_CENTS)) throw tooSmall(funds);
  return {
    profile,
    total,
    allocations: funds.map((fund, index) => ({ ...fund, amount: { minor: cents[index] ?? 0, currency: 'USD' } })),
  };
}

function tooSmall(funds: readonly Fund[]): ManifoldError {
  const smallest = funds.reduce((least, { percent }) => Math.min(least, percent), 100);
  const least = decimalOf({ minor: Math.ceil((LEAST_ORDER_CENTS * 100) / smallest), currency: 'USD' });
  return new ManifoldError(
    'E2004',
    '"initial_investment" is too small: each fund needs an order of at least 1.00 USD.',
    {
      details: { field: 'initial_investment', expectedFormat: `at least "${least}" for this risk profile` },
    },
  );
}

export const AllocationFacts = z.object({
  symbol: z.string(),
  what: z.string(),
  percent: z.number(),
  amount: z.string().describe('US dollars.'),
});

export const allocationFacts = ({ symbol, what, percent, amount }: Allocation) => ({
  symbol,
  what,
  percent,
  amount: decimalOf(amount),
});
