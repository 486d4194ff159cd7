import * as z from 'zod';
import { AUDIT_FORMS } from '../../../../schemas/audit-field.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { decimalOf, formatMoney } from '../../../core/money/money.ts';
import { firstVersion } from '../../../kit/money/first-version.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool, toolSpec } from '../../../kit/tool/define-tool.ts';
import { notFoundYet } from '../../../kit/tool/not-found-yet.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { compareDecimals } from '../formats/decimal-field.ts';
import {
  findPlan,
  notOrdered,
  PlacedAllocation,
  type PlanProgress,
  type PortfolioName,
  placeMissing,
} from '../portfolio/place-plan.ts';
import { PLAN_AMOUNT, type Plan, PlanInput, planOf } from '../portfolio/plan.ts';
import { RISK_PROFILES, ruleOf } from '../portfolio/profiles.ts';
import { accountOf, type Mode, refuseLive, refuseWithoutLiveScope } from '../provider/account.ts';
import { ACCOUNT, ask } from '../provider/ask.ts';
import { ALPACA_FAILURES } from '../provider/failures.ts';
import { ModeField } from '../provider/order-facts.ts';
import { orderKeyOf, ownerOf } from '../provider/order-id.ts';
import { RETRY_SECONDS, TRADE_RATE, TRADE_SCOPE, TRADES_EACH_TIME } from '../tool-traits.ts';

const PORTFOLIO_ID = /^[0-9a-f]{32}$/;
const PORTFOLIO_FORM = { pattern: '[0-9a-f]{32}' };

const input = PlanInput.extend({
  portfolio_id: z
    .string()
    .regex(PORTFOLIO_ID, { error: 'expected the portfolio_id of an answer, 32 hexadecimal digits' })
    .optional()
    .meta({
      description: 'Portfolio to complete, with the same profile and amount.',
    }),
});
type Input = z.output<typeof input>;

/** @throws {ManifoldError} E4009 if the account cannot pay for the whole plan; then nothing is ordered */
async function refuseBeyondBuyingPower(call: Call, plan: Plan): Promise<void> {
  const { data } = await ask(call, ({ accounts }) => accounts.getAccountRaw(), { expects: ACCOUNT });
  const total = decimalOf(plan.total);
  if (data.buyingPower === undefined || compareDecimals(data.buyingPower, total) >= 0) return;
  throw new ManifoldError('E4009', `The account has not enough buying power for ${total} USD. Nothing was ordered.`, {
    details: { field: 'initial_investment', expectedFormat: `at most "${data.buyingPower}"` },
  });
}

const nameOf = (args: Input, call: Call): PortfolioName => ({
  owner: ownerOf(call, args.user_id),
  portfolioId: args.portfolio_id ?? orderKeyOf(call),
});

/**
 * The orders of the portfolio that Alpaca has: none for a new one, some or all if it is to be completed or if this call
 * is executed again.
 *
 * @throws {ManifoldError} E4007 if there is no order under the portfolio id that the caller gave
 */
async function progressOf(
  args: Input,
  call: Call,
  { plan, name }: { plan: Plan; name: PortfolioName },
): Promise<PlanProgress> {
  const progress = await findPlan(call, plan, name);
  if (args.portfolio_id === undefined || progress.known.length > 0) return progress;
  throw new ManifoldError('E4007', 'You have no portfolio with this "portfolio_id".', {
    details: { field: 'portfolio_id', suggestion: 'Leave it out to start a new portfolio.' },
  });
}

interface Made {
  portfolioId: string;
  mode: Mode;
  allocations: PlacedAllocation[];
}

function answerOf(call: Call, plan: Plan, { portfolioId, mode, allocations }: Made) {
  const isComplete = allocations.every(({ outcome }) => outcome === 'placed');
  return {
    portfolio_id: portfolioId,
    status: isComplete ? ('complete' as const) : ('partial' as const),
    risk_profile: plan.profile,
    rule: ruleOf(plan.profile),
    total: decimalOf(plan.total),
    allocations: plan.allocations.flatMap(({ symbol }) => allocations.filter((each) => each.symbol === symbol)),
    next: isComplete
      ? null
      : 'Call create_portfolio as a new call with the same risk_profile and initial_investment, and this portfolio_id: only the missing orders are placed.',
    idempotency_key: call.context.idempotencyKey ?? null,
    mode,
  };
}

const spec = toolSpec({
  name: 'create_portfolio',
  version: '2.0.0',
  title: 'Invest by a risk profile',
  description:
    'Spreads an amount over stock and bond funds by a risk profile and orders them at the market. plan_portfolio shows what would be ordered. Orders that fail can be completed by portfolio_id. A general mix, not personal advice.',
  category: 'investments',
  subcategory: 'portfolios',
  tags: ['money', 'alpaca', 'portfolio'],
  examples: [{ title: 'A thousand dollars', arguments: { risk_profile: 'moderate', initial_investment: '1000.00' } }],
  input,
  output: z.object({
    portfolio_id: z.string(),
    status: z.enum(['complete', 'partial']),
    risk_profile: z.enum(RISK_PROFILES),
    rule: z.string(),
    total: z.string().describe('US dollars; the amounts add up to it.'),
    allocations: z.array(PlacedAllocation),
    next: z.string().nullable().describe('What to do if the portfolio is not complete.'),
    idempotency_key: z.string().nullable(),
    mode: ModeField,
  }),
  annotations: TRADES_EACH_TIME,
  movesMoney: true,
  retry: NO_RETRY,
  rateLimit: TRADE_RATE,
  requiredScopes: TRADE_SCOPE,
  errorMappings: ALPACA_FAILURES,
  auditFields: {
    user_id: 'person',
    risk_profile: 'closed',
    initial_investment: AUDIT_FORMS.amount,
    portfolio_id: PORTFOLIO_FORM,
  },
  reissueWindowSeconds: RETRY_SECONDS,
  subject: { name: 'position', paths: ['user_id', 'allocations.symbol'] },
  checkWith: 'investments://me/orders',
  amountFields: PLAN_AMOUNT,
  validate: (args) => void planOf(args),
  async effect(args, call) {
    const plan = planOf(args);
    const { mode } = await accountOf(call);
    refuseWithoutLiveScope(call, mode);
    const isNew = args.portfolio_id === undefined;
    const missing = isNew
      ? plan.allocations
      : (await progressOf(args, call, { plan, name: nameOf(args, call) })).missing;
    const account = mode === 'live' ? 'the LIVE account: real money' : 'the paper account: no real money';
    const verb = isNew ? 'Invest' : 'Complete the investment of';
    const orders = missing.map(({ symbol, amount }) => `${symbol} for ${formatMoney(amount)}`).join(', ');
    const buys = orders === '' ? 'Nothing is left to buy.' : `Buy at the market price, good for the day: ${orders}.`;
    return `${verb} ${formatMoney(plan.total)} in ${account}. ${buys} ${ruleOf(plan.profile)}`;
  },
  async execute(args, call) {
    const plan = planOf(args);
    const { mode } = await accountOf(call);
    refuseLive(call, mode);
    const name = nameOf(args, call);
    const progress = await progressOf(args, call, { plan, name });
    if (progress.known.length === 0) await refuseBeyondBuyingPower(call, plan);
    const allocations = await placeMissing(call, progress, name);
    return { data: answerOf(call, plan, { portfolioId: name.portfolioId, mode, allocations }) };
  },
  async lookUp(args, call) {
    const plan = planOf(args);
    const { mode } = await accountOf(call);
    const name = nameOf(args, call);
    const { known, missing } = await findPlan(call, plan, name);
    if (known.length === 0) return notFoundYet(call);
    const allocations = [...known, ...missing.map(notOrdered)];
    return {
      state: 'found',
      answer: { data: answerOf(call, plan, { portfolioId: name.portfolioId, mode, allocations }) },
    };
  },
});

export default defineTool(spec);

export const createPortfolioV1 = firstVersion(spec, {
  input: input.omit({ initial_investment_minor: true }),
  field: 'initial_investment',
  amountOf: ({ initial_investment: amount }) => amount,
});
