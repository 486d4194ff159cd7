import type { JsonSchemaObject, Rule } from '../lint.ts';
import type { Sizes } from '../sizes.ts';
import { argumentsOf, descriptionRule, isOfType, itemsRule, keywordRule, nameRule, topLevelRule } from './shared.ts';

const FUNCTIONS = 'https://platform.openai.com/docs/api-reference/responses/create#responses_create-tools';
const STRUCTURED = 'https://platform.openai.com/docs/guides/structured-outputs#supported-schemas';

/** Functions without `strict`. */
export const openaiRules: readonly Rule[] = [
  nameRule(/^[a-zA-Z0-9_-]{1,64}$/, '1 to 64 letters, digits, "_" and "-"', FUNCTIONS),
  descriptionRule({ max: 1_024 }, FUNCTIONS),
  topLevelRule(['oneOf', 'anyOf', 'allOf', 'enum', 'const', 'not'], FUNCTIONS),
  itemsRule(FUNCTIONS),
];

const FORMATS = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid']);
const COMPOSITION = ['allOf', 'oneOf', 'not', 'dependentRequired', 'dependentSchemas', 'if', 'then', 'else'];
const OF_OBJECTS = ['patternProperties', 'unevaluatedProperties', 'propertyNames', 'minProperties', 'maxProperties'];
const OF_LISTS = ['unevaluatedItems', 'contains', 'minContains', 'maxContains', 'uniqueItems', 'prefixItems'];

/** Functions with `strict: true`, whose arguments then always match. */
export const openaiStrictRules: readonly Rule[] = [
  ...openaiRules,
  keywordRule('keywords', [...COMPOSITION, ...OF_OBJECTS, ...OF_LISTS], STRUCTURED),
  {
    name: 'formats',
    source: STRUCTURED,
    ofSchema: ({ format }) =>
      typeof format === 'string' && !FORMATS.has(format) ? `The format "${format}" is not supported.` : undefined,
  },
  { name: 'closed-objects', source: STRUCTURED, ofSchema: openObject },
  { name: 'sizes', source: STRUCTURED, ofSizes: sizes },
];

function openObject(schema: JsonSchemaObject): string | undefined {
  if (!isOfType(schema.type, 'object') && schema.properties === undefined) return undefined;
  if (schema.additionalProperties !== false) return 'An object allows further properties.';
  const required = Array.isArray(schema.required) ? schema.required : [];
  return argumentsOf(schema).every((name) => required.includes(name)) ? undefined : 'A property is not required.';
}

/** 5,000 properties, 10 levels, 120,000 characters of names and values, 1,000 values of enums, 15,000 characters of one. */
function sizes({ properties, levels, characters, enumValues, longEnum }: Sizes): string[] {
  return [
    ...(properties > 5_000 ? ['The schema has more than 5,000 properties.'] : []),
    ...(levels > 10 ? ['The schema has more than 10 levels of objects.'] : []),
    ...(characters > 120_000 ? ['Names and values have more than 120,000 characters.'] : []),
    ...(enumValues > 1_000 ? ['Enums have more than 1,000 values.'] : []),
    ...(longEnum > 15_000 ? ['An enum of more than 250 values has more than 15,000 characters.'] : []),
  ];
}
