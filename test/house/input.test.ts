import { describe, expect, it } from '@jest/globals';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { argumentsError } from '../../functions/core/errors/argument-faults.ts';
import { toErrorBody } from '../../functions/core/errors/manifold-error.ts';
import { plainRule } from '../../functions/core/json/schema-rule.ts';
import { minorField } from '../../functions/core/money/money.ts';
import { BATCH_RECORD } from '../../functions/front/mcp/batch-tool.ts';
import { CONFIRM_RECORD } from '../../functions/front/mcp/confirm-call.ts';
import { listedSchema } from '../../functions/front/mcp/listed-schema.ts';
import { acceptsNull, typesOf } from '../../functions/platform/input/normalise/convert.ts';
import { kindOf } from '../../functions/platform/input/normalise/kind-of.ts';
import { normaliseInput } from '../../functions/platform/input/normalise/normalise-input.ts';
import { faultsIn } from '../../functions/platform/json-schema/validate.ts';
import { loadManifests } from '../../lib/families.ts';
import { REFUSAL } from '../../schemas/argument-refusal.ts';
import { TEXT_KIND } from '../../schemas/text-kind.ts';
import type { ToolDefinition } from '../../schemas/tool-definition.ts';

const manifests = await loadManifests();
const definitions = [...manifests.flatMap(({ tools }) => tools), BATCH_RECORD.definition, CONFIRM_RECORD.definition];
const tools = definitions.map((definition) => [`${definition.name}@${definition.version}`, definition] as const);

interface Property {
  readonly path: readonly string[];
  readonly declared: Record<string, unknown>;
  readonly rule: Record<string, unknown>;
  readonly isAmount: boolean;
}

/** The properties of a tool at every depth, except those within lists. */
function propertiesOf({ inputSchema, amountFields = {} }: ToolDefinition): Property[] {
  const amounts = Object.keys(amountFields).flatMap((path) => [path, minorField(path)]);
  const within = (schema: Record<string, unknown>, above: readonly string[]): Property[] =>
    Object.entries(Object(schema.properties) as Record<string, Record<string, unknown>>).flatMap(([name, declared]) => {
      const path = [...above, name];
      const rule = plainRule(inputSchema, declared);
      return [{ path, declared, rule, isAmount: amounts.includes(path.join('.')) }, ...within(rule, path)];
    });
  return within(inputSchema, []);
}

/** The arguments of one property, nested in the objects above it. */
const at = (path: readonly string[], value: unknown): Record<string, unknown> =>
  path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<string, unknown>;

/** What a value of a property becomes. */
function become(definition: ToolDefinition, { path }: Property, value: unknown): unknown {
  const { arguments: args } = normaliseInput(definition, at(path, value));
  return path.reduce<unknown>((inner, name) => Object(inner)[name], args);
}

const TEXTS_OF_NUMBERS = ['5', '5.5', '005', '5,5', '1.000', '5e1', '+5', '٥', ''];

describe.each(tools)('the arguments of %s', (_, definition) => {
  const properties = propertiesOf(definition);

  it('stay as they are in every example', () => {
    for (const { arguments: args } of definition.examples) {
      expect(normaliseInput(definition, args)).toEqual({ arguments: args, changes: [], ambiguous: [] });
    }
  });

  it('lose null if it is no value of theirs, and only then', () => {
    for (const property of properties) {
      expect(become(definition, property, null)).toBe(acceptsNull(property.declared) ? null : undefined);
    }
  });

  it('become numbers only of text that has one reading, and amounts of money never', () => {
    for (const property of properties) {
      const types = typesOf(property.rule);
      const isWhole = types.has('integer') && !types.has('number');
      const isNumeric = (types.has('number') || isWhole) && !types.has('string') && !property.isAmount;
      const read = TEXTS_OF_NUMBERS.map((text) => become(definition, property, text));
      const [five, half] = isNumeric ? [5, isWhole ? '5.5' : 5.5] : ['5', '5.5'];
      const thousand = isNumeric && !isWhole ? 1 : '1.000';
      expect(read).toEqual([five, half, '005', '5,5', thousand, '5e1', '+5', '٥', '']);
    }
  });

  it('become text only of whole numbers, and keep their zeros', () => {
    for (const property of properties) {
      const types = typesOf(property.rule);
      const isText = types.has('string') && !types.has('number') && !types.has('integer') && !property.isAmount;
      const kind = kindOf(property.rule, property.path.at(-1) ?? '');
      const isTaken = isText && kind !== 'digits' && kind !== 'secret';
      expect(become(definition, property, 12345)).toBe(isTaken ? '12345' : 12345);
      expect(become(definition, property, 1.5)).toBe(1.5);
    }
  });

  it('are cleaned of characters as far as their kind allows', () => {
    for (const property of properties) {
      const kind = kindOf(property.rule, property.path.at(-1) ?? '');
      const types = typesOf(property.rule);
      const isText = types.has('string') && !types.has('number') && !types.has('integer') && !property.isAmount;
      const cleaned = become(definition, property, 'Ａ\u200b1');
      const takesAny =
        typeof property.rule.pattern === 'string' && new RegExp(property.rule.pattern, 'u').test('Ａ\u200b1');
      if (!isText || takesAny || kind === 'note' || kind === 'secret') expect(cleaned).toBe('Ａ\u200b1');
      else expect(cleaned).toBe(kind === 'name' ? 'Ａ1' : 'A1');
    }
  });

  it('are refused all at once, in words of their own', () => {
    const wrong = Object.fromEntries(
      properties.filter(({ path }) => path.length === 1).map(({ path }) => [path[0], { x: [] }]),
    );
    const faults = faultsIn(definition.inputSchema, { ...wrong, unknown_argument: 1 });
    const known = properties.filter(({ path }) => path.length === 1).map(({ path }) => path[0]);
    const named = faults.map(({ details }) => String(details.field).split('.')[0]);
    expect(new Set(named)).toEqual(new Set([...known, 'unknown_argument']));
    expect(JSON.stringify(faults)).not.toMatch(/[Ii]nstance|schema|undefined/);
    expect(argumentsError(faults).code).toBe('E2002');
  });

  it('show a client none of the hints for the platform', () => {
    const text = JSON.stringify(listedSchema(definition.inputSchema));
    for (const hint of [TEXT_KIND, REFUSAL]) expect(text).not.toContain(hint);
  });
});

it('amounts of money of the shipped tools are known by their names', () => {
  const MONEY = /amount|notional|price|investment|usd|quantity/;
  const unmarked = tools.flatMap(([name, definition]) =>
    propertiesOf(definition)
      .filter(({ path, rule, isAmount }) => MONEY.test(path.at(-1) ?? '') && !isAmount && !typesOf(rule).has('string'))
      .map(({ path }) => `${name} ${path.join('.')}`),
  );
  expect(unmarked).toEqual([]);
});

it('verify_pan names every wrong argument in one answer, whose text costs a model less than 500 tokens', () => {
  const definition = definitions.find(({ name }) => name === 'verify_pan');
  if (!definition) throw new Error('verify_pan is not there.');
  const args = { pan: 'ABC', name: 'J', name_as_per_pan: 'J', date_of_birth: '2001', consent: 'no', reason: ' ' };
  const error = toErrorBody(argumentsError(faultsIn(definition.inputSchema, args)), {
    correlationId: 'c',
    showTrace: false,
  });
  expect(error.details.faults?.map(({ field }) => field)).toEqual([
    'name',
    'pan',
    'name_as_per_pan',
    'date_of_birth',
    'reason',
    'consent',
  ]);
  expect(encode(JSON.stringify({ error })).length).toBeLessThan(500);
});
