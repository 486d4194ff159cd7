import { describe, expect, it } from '@jest/globals';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { PROFILES } from '../../model-profiles/index.ts';
import { compiled, documentOf, withBody } from '../testing/documents.ts';
import { buildReport, inputSchemaOf } from './build-report.ts';
import { toolTokens } from './count-tokens.ts';

const text = { type: 'string', description: 'Some words that say what it is' };
const schemas = {
  Node: {
    type: 'object',
    description: 'A node',
    properties: { next: { $ref: '#/components/schemas/Node' }, kind: { type: 'string', enum: ['leaf', 'branch'] } },
  },
  Other: {
    type: 'object',
    properties: { node: { $ref: '#/components/schemas/Node' }, map: { type: 'object', additionalProperties: text } },
  },
};
const properties = {
  node: { $ref: '#/components/schemas/Node' },
  other: { $ref: '#/components/schemas/Other' },
  note: text,
};
const document = withBody({ type: 'object', properties, required: ['note'] }, { components: { schemas } });
const options = { bundle: 'test', countTokens, tokenizer: 'o200k_base', budget: 100 };

describe('the report of an import', () => {
  it('counts tokens by parts within one percent, and a few, of the whole text', () => {
    const [operation] = compiled(document).operations;
    if (operation?.tool === undefined) throw new Error('There is no tool.');
    const { name, description } = operation.tool;
    const whole = countTokens(JSON.stringify({ name, description, input_schema: inputSchemaOf(operation.tool) }));
    expect(Math.abs(toolTokens(countTokens)(operation.tool) - whole)).toBeLessThanOrEqual(5 + whole / 100);
  });

  it('says what each operation became, what it costs, and whether all fit into the budget', () => {
    const paths = {
      ...(document.paths as object),
      '/bad': { get: { operationId: 'bad', parameters: [{ $ref: '#/nowhere' }] } },
    };
    const report = buildReport(compiled({ ...document, paths }), options);
    expect(report).toMatchObject({
      bundle: 'test',
      verdicts: { accepted: 1, lossy: 0, refused: 1 },
      tokens: { budget: 100, withinBudget: false },
    });
    expect(report.operations[0]).toMatchObject({
      verdict: 'accepted',
      pointer: '#/paths/~1things/post',
      tool: { name: 'makeThing' },
    });
    expect(report.operations[1]).not.toHaveProperty('tool');
    expect(report.tokens.total).toBe(report.operations[0]?.tool?.tokens);
    expect(buildReport(compiled(document), { ...options, budget: 10_000 }).tokens.withinBudget).toBe(true);
  });

  it('lints each tool for each provider, its definitions among the rest', () => {
    const [operation] = buildReport(compiled(document), options).operations;
    const rules = PROFILES.map((profile) => [profile, operation?.tool?.lint[profile].map(({ message }) => message)]);
    expect(Object.fromEntries(rules)).toMatchObject({
      anthropic: [],
      openai: [],
      'openai-strict': ['A property is not required.', 'An object allows further properties.'],
      gemini: [],
    });
  });

  it('counts the schemas as a provider takes them if one is named', () => {
    const plain = buildReport(compiled(document), options).tokens.total;
    expect(buildReport(compiled(document), { ...options, profile: 'gemini' }).tokens.total).not.toBe(plain);
  });

  it('compiles an empty document to nothing', () => {
    const report = buildReport(compiled(documentOf({})), options);
    expect(report).toMatchObject({
      operations: [],
      findings: [{ code: 'no-operations' }],
      tokens: { total: 0, withinBudget: true },
    });
  });
});
