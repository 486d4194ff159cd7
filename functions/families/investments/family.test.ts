import { Validator } from '@cfworker/json-schema';
import { describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/alpaca/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import family from './family.ts';

const harness = await familyUnderTest(family, { sandbox, calls: { tenant: 'dev' } });

const tools = [...family.tools.values()].map(({ definition }) => definition);

describe('the investments family', () => {
  it('moves money only by two tools, which ask for confirmation and are never retried by the platform', () => {
    const money = tools.filter(({ movesMoney }) => movesMoney);
    expect(money.map(({ name }) => name).sort()).toEqual(['create_portfolio', 'execute_trade']);
    for (const { annotations, retry, canLookUp, requiredScopes } of money) {
      expect([annotations.idempotentHint, retry.maxAttempts, canLookUp]).toEqual([false, 1, true]);
      expect(requiredScopes).toEqual(['investments:trade']);
    }
  });

  it('has the resources that its requirement names', () => {
    expect(family.manifest.resourceTemplates.map(({ uriTemplate }) => uriTemplate.replace(/\{\?.*/, ''))).toEqual([
      'investments://{user_id}/portfolio/summary',
      'investments://{user_id}/portfolio/holdings',
      'investments://market-data/{symbol}',
      'investments://{user_id}/performance',
      'investments://{user_id}/orders',
    ]);
  });

  it.each(['interval', 'period', 'status'])('completes the variable %s', async (name) => {
    const template = family.manifest.resourceTemplates.find(({ completes }) => completes.includes(name));
    const outcome = await harness.answer({
      kind: 'completion',
      ref: { type: 'ref/resource', uri: template?.uriTemplate ?? '' },
      argument: { name, value: '' },
      resolved: {},
    });
    expect(outcome).toMatchObject({ values: expect.arrayContaining([expect.any(String)]) });
  });
});

describe('examples', () => {
  const cases = tools.flatMap((tool) =>
    tool.examples.map((example) => ({ tool, title: `${tool.name}: ${example.title}`, args: example.arguments })),
  );

  it.each(cases)('runs "$title" with input and output that match the published schemas', async ({ tool, args }) => {
    const placed = await harness.run('execute_trade', {
      symbol: 'BND',
      side: 'buy',
      quantity: '1',
      order_type: 'limit',
      limit_price: '1.00',
    });
    // An order has to exist to be cancelled.
    const given = 'order_id' in args ? { ...args, order_id: dataOf(placed).order_id } : args;
    const outcome = await harness.run(tool.name, given);
    expect(new Validator(tool.inputSchema, '2020-12').validate(given).errors).toEqual([]);
    expect(new Validator(tool.outputSchema ?? {}, '2020-12').validate(dataOf(outcome)).errors).toEqual([]);
  });
});
