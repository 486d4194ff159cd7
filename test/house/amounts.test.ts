import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManifoldError } from '../../functions/core/errors/manifold-error.ts';
import { parseInput } from '../../functions/core/input/parse-input.ts';
import { withMinorUnits } from '../../functions/core/money/amount-fields.ts';
import { decimalOf, type Money, minorField } from '../../functions/core/money/money.ts';
import type { Family } from '../../functions/kit/tool/define-family.ts';
import type { Tool } from '../../functions/kit/tool/define-tool.ts';
import { findFamilies } from '../../lib/families.ts';

const families: Family[] = await Promise.all(
  findFamilies().map(async ({ path }) => (await import(join(path, 'family.ts'))).default),
);
const tools = families.flatMap(({ versions }) => [...versions.values()]);
const reads = tools.flatMap((tool) =>
  Object.entries(tool.definition.amountFields ?? {}).map(([path, place]) => ({
    title: `${tool.definition.name}@${tool.definition.version} ${path}`,
    tool,
    path,
    place,
  })),
);
type Read = (typeof reads)[number];
const current = reads.filter(({ tool }) =>
  families.some(({ tools: newest }) => newest.get(tool.definition.name) === tool),
);
const first = reads.filter((read) => !current.includes(read));

/** The arguments of the tool's first example, with this amount in place of its own. */
function argumentsWith({ tool, path, place }: Read, written: Record<string, unknown>, currency: string) {
  const args = structuredClone(tool.definition.examples[0]?.arguments ?? {});
  const names = path.split('.');
  const holder = names.slice(0, -1).reduce((inner, name) => inner[name] as Record<string, unknown>, args);
  for (const name of ['quantity', names.at(-1) ?? '']) delete holder[name];
  if ('currencyField' in place) holder[place.currencyField.split('.').at(-1) ?? ''] = currency;
  return Object.assign(
    args,
    names.length === 1 ? { ...holder, ...written } : { [names[0] ?? '']: { ...holder, ...written } },
  );
}

const checked = (tool: Tool, args: Record<string, unknown>) => tool.validate(parseInput(tool.input, args));
function codeOf(tool: Tool, args: Record<string, unknown>): string {
  try {
    checked(tool, args);
    return 'taken';
  } catch (thrown) {
    if (thrown instanceof ManifoldError) return thrown.code;
    throw thrown;
  }
}

const namesOf = (path: string) => {
  const name = path.split('.').at(-1) ?? '';
  return { name, minorName: minorField(name) };
};

/** Amounts that each tool takes: 100 units or more, in the currencies with two, no and three digits. */
const moneyFor = ({ place }: Read): fc.Arbitrary<Money> =>
  fc.record({
    minor: fc.integer({ min: 10_000, max: 99_999_999_999 }).map((minor) => minor * 10),
    currency: 'currency' in place ? fc.constant(place.currency) : fc.constantFrom('USD', 'JPY', 'KWD'),
  });

describe.each(current)('the amount of $title', (read) => {
  const { tool, path } = read;
  const { name, minorName } = namesOf(path);
  const seenMinor = (args: Record<string, unknown>) =>
    minorField(path)
      .split('.')
      .reduce<unknown>(
        (inner, each) => (inner as Record<string, unknown>)[each],
        withMinorUnits(tool.definition.amountFields, args),
      );

  it('means the same as text and as a number, and policies see its minor units', () => {
    fc.assert(
      fc.property(moneyFor(read), (money) => {
        const text = decimalOf(money);
        for (const amount of [text, JSON.parse(text)]) {
          const args = argumentsWith(read, { [name]: amount }, money.currency);
          expect(codeOf(tool, args)).toBe('taken');
          expect(seenMinor(args)).toBe(money.minor);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is taken in minor units under their name alone, and not in both ways', () => {
    const hasMinor = JSON.stringify(tool.definition.inputSchema).includes(`"${minorName}"`);
    const inMinor = argumentsWith(read, { [minorName]: 10_000 }, 'USD');
    const inBoth = argumentsWith(read, { [name]: '100.00', [minorName]: 10_000 }, 'USD');
    expect(codeOf(tool, inMinor)).toBe(hasMinor ? 'taken' : 'E2002');
    expect(codeOf(tool, inBoth)).toBe(hasMinor ? 'E2004' : 'E2002');
    expect(seenMinor(inMinor)).toBe(10_000);
  });

  it.each(['100.001', 100.001, '100.000', '-100', -100, '1e3', '100,00', 70_368_744_177_664.02])(
    'is refused as %p, which is no amount of dollars',
    (amount) => {
      expect(codeOf(tool, argumentsWith(read, { [name]: amount }, 'USD'))).toBe('E2004');
    },
  );
});

describe.each(first)('the amount of the earlier $title', (read) => {
  it('is refused as a bare number, which names version 2, and taken as text', () => {
    const { name } = namesOf(read.path);
    expect(codeOf(read.tool, argumentsWith(read, { [name]: '100.00' }, 'USD'))).toBe('taken');
    for (const amount of [10_000, 100.5]) {
      const refused = () => checked(read.tool, argumentsWith(read, { [name]: amount }, 'USD'));
      const suggestion = expect.stringContaining(`${read.tool.definition.name}@2`);
      expect(refused).toThrow(
        expect.objectContaining({ code: 'E2004', details: expect.objectContaining({ suggestion }) }),
      );
    }
  });
});

it('covers every tool that takes an amount of money, and prices of a share are no such amounts', () => {
  const isAmount = (name: string) => /amount|investment|notional|usd$/.test(name) && !name.endsWith('_minor');
  const namesIn = (schema: unknown, prefix = ''): string[] =>
    Object.entries((schema as { properties?: Record<string, unknown> }).properties ?? {}).flatMap(([name, inner]) => [
      ...(isAmount(name) ? [prefix + name] : []),
      ...namesIn(inner, `${prefix}${name}.`),
    ]);
  const undeclared = tools.flatMap(({ definition }) =>
    namesIn(definition.inputSchema)
      .filter((path) => !definition.amountFields?.[path])
      .map((path) => `${definition.name} ${path}`),
  );
  expect(undeclared).toEqual([]);
  expect(current.map(({ title }) => title).sort()).toEqual([
    'create_portfolio@2.0.0 initial_investment',
    'execute_trade@1.1.0 notional',
    'initiate_payment@2.0.0 amount',
    'plan_portfolio@2.0.0 initial_investment',
    'process_refund@2.0.0 amount',
    'scan_transaction@2.0.0 transaction_data.amount',
    'search_exploits@1.1.0 min_amount_usd',
  ]);
  expect(first).toHaveLength(5);
});
