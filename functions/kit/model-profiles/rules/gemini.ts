import type { JsonSchemaObject, Rule } from '../lint.ts';
import { argumentNameRule, itemsRule, nameRule, topLevelRule } from './shared.ts';

const DECLARATION = 'https://ai.google.dev/api/caching#FunctionDeclaration';
const SCHEMA = 'https://ai.google.dev/api/caching#Schema';
const JSON_SCHEMA = 'https://ai.google.dev/api/generate-content#FIELDS.response_json_schema';

/** Fields of `Schema`, which `parameters` takes. Any other name makes the API refuse the request. */
const OF_SCHEMA = [
  ...['type', 'format', 'title', 'description', 'nullable', 'enum', 'maxItems', 'minItems', 'properties', 'required'],
  ...['minProperties', 'maxProperties', 'minLength', 'maxLength', 'pattern', 'example', 'anyOf', 'propertyOrdering'],
  ...['default', 'items', 'minimum', 'maximum'],
];
/** What JSON Schemas may have, which `parametersJsonSchema` takes. */
const OF_JSON_SCHEMA = [
  ...['$id', '$defs', '$ref', '$anchor', 'type', 'format', 'title', 'description', 'enum', 'items', 'prefixItems'],
  ...['minItems', 'maxItems', 'minimum', 'maximum', 'anyOf', 'oneOf', 'properties', 'additionalProperties', 'required'],
];
const SUPPORTED = new Set([...OF_SCHEMA, ...OF_JSON_SCHEMA]);

/** Gemini, whichever of the two fields a client uses: a keyword that neither has is refused or not seen. */
export const geminiRules: readonly Rule[] = [
  nameRule(
    /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/,
    'at most 64 letters, digits, "_", "." and "-", no digit first',
    DECLARATION,
  ),
  topLevelRule(['oneOf', 'anyOf', 'allOf'], DECLARATION),
  argumentNameRule(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'at most 64 letters, digits and "_", no digit first', DECLARATION),
  itemsRule(SCHEMA),
  { name: 'keywords', source: JSON_SCHEMA, ofSchema: unsupported },
  { name: 'enums', source: JSON_SCHEMA, ofSchema: enumOfOthers },
  { name: 'references', source: JSON_SCHEMA, ofSchema: referenceWithMore },
];

function unsupported(schema: JsonSchemaObject): string | undefined {
  const found = Object.keys(schema).find((keyword) => !SUPPORTED.has(keyword));
  return found === undefined ? undefined : `The keyword "${found}" is not supported.`;
}

function enumOfOthers({ enum: values }: JsonSchemaObject): string | undefined {
  const allowed = !Array.isArray(values) || values.every((value) => /^(string|number)$/.test(typeof value));
  return allowed ? undefined : 'An enum has values other than texts and numbers.';
}

function referenceWithMore(schema: JsonSchemaObject): string | undefined {
  const more = schema.$ref !== undefined && Object.keys(schema).some((keyword) => !keyword.startsWith('$'));
  return more ? 'A reference has other keywords beside it.' : undefined;
}
