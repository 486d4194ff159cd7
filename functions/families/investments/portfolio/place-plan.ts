import type { trading } from '@alpacahq/alpaca-trade-api/rest';
import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { decimalOf } from '../../../core/money/money.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { compareDecimals } from '../formats/decimal-field.ts';
import { OrderFacts, orderFacts } from '../provider/order-facts.ts';
import { clientOrderId } from '../provider/order-id.ts';
import { findByClientId, placeOrder } from '../provider/orders.ts';
import { type Allocation, AllocationFacts, allocationFacts, type Plan } from './plan.ts';

/** The outcome of one order of a plan. */
export const PlacedAllocation = AllocationFacts.extend({
  outcome: z
    .enum(['placed', 'failed', 'unknown'])
    .describe('failed: not ordered. unknown: Alpaca did not answer; completing the portfolio finds out.'),
  order: OrderFacts.nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type PlacedAllocation = z.infer<typeof PlacedAllocation>;

export interface PortfolioName {
  owner: string;
  portfolioId: string;
}

interface OneOrder extends PortfolioName {
  allocation: Allocation;
}

const idOf = (call: Call, { owner, portfolioId: key, allocation }: OneOrder) =>
  clientOrderId(call, { owner, key, part: allocation.symbol });

/** Which orders of a portfolio Alpaca has, and which are missing. */
export interface PlanProgress {
  known: PlacedAllocation[];
  missing: Allocation[];
}

/**
 * Places the missing orders of a portfolio, fund by fund. The id of each order derives from that of the portfolio, so
 * that no order is placed twice. If one order fails, the others are still placed.
 *
 * @throws {ManifoldError} the failure, if no order of the portfolio was placed
 */
export async function placeMissing(
  call: Call,
  { known, missing }: PlanProgress,
  name: PortfolioName,
): Promise<PlacedAllocation[]> {
  const placed = [...known];
  const failures: ManifoldError[] = [];
  for (const allocation of missing) {
    try {
      const { data } = await placeOrder(call, {
        symbol: allocation.symbol,
        side: 'buy',
        type: 'market',
        timeInForce: 'day',
        notional: decimalOf(allocation.amount),
        clientOrderId: idOf(call, { ...name, allocation }),
      });
      placed.push(placedAs(allocation, data));
    } catch (thrown) {
      if (!(thrown instanceof ManifoldError)) throw thrown;
      failures.push(thrown);
      placed.push(failedAs(allocation, thrown));
    }
  }
  // An order with unknown outcome matters more than the refusal of another.
  const reported = failures.find(({ code }) => code === 'E3008') ?? failures[0];
  if (reported && placed.every(({ outcome }) => outcome !== 'placed')) {
    const { code, message, details, retryable } = reported;
    throw new ManifoldError(code, message, {
      retryable,
      cause: reported,
      details: { ...details, portfolioId: name.portfolioId },
    });
  }
  return placed;
}

/**
 * The orders of a plan that Alpaca has, and the missing ones.
 * @throws {ManifoldError} E2004 if they were placed for another amount or risk profile
 */
export async function findPlan(call: Call, plan: Plan, name: PortfolioName): Promise<PlanProgress> {
  const known: PlacedAllocation[] = [];
  const missing: Allocation[] = [];
  for (const allocation of plan.allocations) {
    const found = await findByClientId(call, idOf(call, { ...name, allocation }));
    if (found) known.push(placedAs(allocation, found.data));
    else missing.push(allocation);
  }
  const other = known.find(({ order, amount }) => compareDecimals(order?.notional ?? '0', amount) !== 0);
  if (other) {
    throw new ManifoldError('E2004', 'The portfolio was started with another amount or risk profile.', {
      details: {
        field: 'initial_investment',
        suggestion: `Its order for ${other.symbol} is for ${other.order?.notional} USD. Give the same amount and risk profile as in the first call.`,
      },
    });
  }
  return { known, missing };
}

const placedAs = (allocation: Allocation, order: trading.Order): PlacedAllocation => ({
  ...allocationFacts(allocation),
  outcome: 'placed',
  order: orderFacts(order),
  error: null,
});

const failedAs = (allocation: Allocation, { code, message }: ManifoldError): PlacedAllocation => ({
  ...allocationFacts(allocation),
  outcome: code === 'E3008' ? 'unknown' : 'failed',
  order: null,
  error: { code, message },
});

/** An order of a portfolio that Alpaca does not have. */
export const notOrdered = (allocation: Allocation): PlacedAllocation => ({
  ...allocationFacts(allocation),
  outcome: 'failed',
  order: null,
  error: { code: 'E4007', message: 'Alpaca has no order for this fund.' },
});
