import * as z from 'zod';
import { AUDIT_FORMS } from '../../../../schemas/audit-field.ts';
import { decimalOf } from '../../../core/money/money.ts';
import { firstVersion } from '../../../kit/money/first-version.ts';
import { defineTool, toolSpec } from '../../../kit/tool/define-tool.ts';
import { compareDecimals, over, scaled, unscaled } from '../formats/decimal-field.ts';
import { AllocationFacts, allocationFacts, PLAN_AMOUNT, PlanInput, planOf } from '../portfolio/plan.ts';
import { RISK_PROFILES, ruleOf } from '../portfolio/profiles.ts';
import { ACCOUNT, ask } from '../provider/ask.ts';
import { ALPACA_FAILURES } from '../provider/failures.ts';
import { ModeField } from '../provider/order-facts.ts';
import { lastPrice } from '../provider/prices.ts';
import { READ_ONLY, READ_SCOPE } from '../tool-traits.ts';

const spec = toolSpec({
  name: 'plan_portfolio',
  version: '2.0.0',
  title: 'Plan a portfolio',
  description:
    'Shows how an amount in US dollars would be spread over stock and bond funds by a risk profile, with the rule, prices and number of shares. It orders nothing; create_portfolio does. A general mix, not personal advice.',
  category: 'investments',
  subcategory: 'portfolios',
  tags: ['alpaca', 'portfolio'],
  examples: [{ title: 'A thousand dollars', arguments: { risk_profile: 'moderate', initial_investment: '1000.00' } }],
  input: PlanInput,
  output: z.object({
    risk_profile: z.enum(RISK_PROFILES),
    rule: z.string(),
    total: z.string().describe('US dollars; the amounts add up to it.'),
    allocations: z.array(
      AllocationFacts.extend({
        price: z.string().describe('US dollars a share at the last trade.'),
        estimated_quantity: z.string().describe('Shares at that price.'),
      }),
    ),
    buying_power: z.string().nullable(),
    enough_buying_power: z.boolean().nullable(),
    mode: ModeField,
  }),
  annotations: READ_ONLY,
  requiredScopes: READ_SCOPE,
  errorMappings: ALPACA_FAILURES,
  auditFields: { user_id: 'person', risk_profile: 'closed', initial_investment: AUDIT_FORMS.amount },
  amountFields: PLAN_AMOUNT,
  validate: (input) => void planOf(input),
  async execute(input, call) {
    const plan = planOf(input);
    const {
      data: account,
      mode,
      meta,
    } = await ask(call, ({ accounts }) => accounts.getAccountRaw(), { expects: ACCOUNT });
    const prices = await Promise.all(plan.allocations.map(({ symbol }) => lastPrice(call, symbol)));
    const total = decimalOf(plan.total);
    const buyingPower = account.buyingPower ?? null;
    return {
      data: {
        risk_profile: plan.profile,
        rule: ruleOf(plan.profile),
        total,
        allocations: plan.allocations.map((allocation, index) => {
          const price = prices[index] ?? '0';
          const quantity = over(scaled(decimalOf(allocation.amount)), scaled(price));
          return { ...allocationFacts(allocation), price, estimated_quantity: unscaled(quantity, 6) };
        }),
        buying_power: buyingPower,
        enough_buying_power: buyingPower === null ? null : compareDecimals(buyingPower, total) >= 0,
        mode,
      },
      meta,
    };
  },
});

export default defineTool(spec);

export const planPortfolioV1 = firstVersion(spec, {
  input: PlanInput.omit({ initial_investment_minor: true }),
  field: 'initial_investment',
  amountOf: ({ initial_investment: amount }) => amount,
});
